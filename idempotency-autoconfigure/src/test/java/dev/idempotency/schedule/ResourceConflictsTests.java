package dev.idempotency.schedule;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.LongStream;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class ResourceConflictsTests {

    private static final ZoneId PARIS = ZoneId.of("Europe/Paris");
    private static final Instant NOW = Instant.parse("2030-01-15T12:00:00Z");

    private static ScheduleDefinition cron(String expression, @Nullable Duration expected) {
        return ScheduleDefinition.cron(expression, expression).zone(PARIS).expected(expected);
    }

    /** Every second of what both would run in, held against the sweep. */
    @Test
    void agreesWithALookAtEverySecond() {
        Random random = new Random(20261121);
        Instant until = NOW.plus(Duration.ofDays(3));
        int met = 0;
        for (int i = 0; i < 100; i++) {
            RandomCron one = RandomCron.next(random);
            RandomCron other = RandomCron.next(random);
            Duration lasts = Duration.ofSeconds(1 + random.nextInt(90));
            Duration otherLasts = Duration.ofSeconds(1 + random.nextInt(90));

            Optional<Instant> found = ResourceConflicts.firstBetween(
                    cron(one.expression(), lasts).valid(NOW, until),
                    cron(other.expression(), otherLasts).valid(NOW, until),
                    NOW);

            Optional<Instant> expected = firstShared(one, lasts, other, otherLasts, until);
            assertThat(found)
                    .as("%s for %s and %s for %s", one.expression(), lasts, other.expression(), otherLasts)
                    .isEqualTo(expected);
            met += expected.isPresent() ? 1 : 0;
        }
        assertThat(met).isBetween(10, 90);
    }

    private static Optional<Instant> firstShared(
            RandomCron one, Duration lasts, RandomCron other, Duration otherLasts, Instant until) {
        Set<Long> busy = seconds(one, lasts, until);
        return seconds(other, otherLasts, until).stream()
                .filter(busy::contains)
                .findFirst()
                .map(Instant::ofEpochSecond);
    }

    private static Set<Long> seconds(RandomCron cron, Duration lasts, Instant until) {
        TreeSet<Long> busy = new TreeSet<>();
        for (long fire : cron.fires(PARIS, NOW, until)) {
            LongStream.range(0, lasts.toSeconds()).forEach(second -> busy.add(fire + second));
        }
        return busy;
    }

    @ParameterizedTest
    @CsvSource({"PT20M, true", "PT15M, false", "PT14M59.001S, false", "PT15M0.001S, true"})
    void countsRunsToTheirEnd(Duration lasts, boolean meets) {
        assertThat(ResourceConflicts.firstBetween(cron("0 0 2 * * *", lasts), cron("0 15 2 * * *", null), NOW))
                .isEqualTo(meets ? Optional.of(Instant.parse("2030-01-16T01:15:00Z")) : Optional.empty());
    }

    @Test
    void seesARunThatHasBegunBeforeTheOtherIsValid() {
        ScheduleDefinition long1 = cron("0 0 2 * * *", Duration.ofHours(3));
        Instant atThree = Instant.parse("2030-01-16T02:00:00Z");

        assertThat(ResourceConflicts.firstBetween(
                        long1, cron("0 0 3 * * *", null).valid(atThree, atThree.plusSeconds(1)), atThree))
                .contains(atThree);
    }

    @Test
    void seesWhatIsRare() {
        assertThat(ResourceConflicts.firstBetween(
                        cron("0 0 2 24 12 *", Duration.ofHours(1)), cron("0 30 2 * * FRI", null), NOW))
                .isEmpty();
        assertThat(ResourceConflicts.firstBetween(
                        cron("0 0 2 24 12 *", Duration.ofHours(1)), cron("0 30 2 * * TUE", null), NOW))
                .contains(Instant.parse("2030-12-24T01:30:00Z"));
    }

    @Test
    void ratesFireAtTheMultiplesOfTheirPeriods() {
        ScheduleDefinition poll = ScheduleDefinition.of("poll", ScheduleTiming.fixedRate(Duration.ofMinutes(10)))
                .expected(Duration.ofMinutes(2));

        assertThat(ResourceConflicts.firstBetween(poll, cron("0 5 * * * *", Duration.ofMinutes(5)), NOW))
                .isEmpty();
        assertThat(ResourceConflicts.firstBetween(poll, cron("0 11 * * * *", null), NOW))
                .contains(NOW.plus(Duration.ofMinutes(11)));
    }

    @Test
    void comesToAnEndWhereTwoNeverMeet() {
        assertThat(ResourceConflicts.firstBetween(cron("0/2 * * * * *", null), cron("1/2 * * * * *", null), NOW))
                .isEmpty();
    }
}
