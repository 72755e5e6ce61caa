package dev.idempotency.schedule;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.zone.ZoneOffsetTransition;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.scheduling.Trigger;
import org.springframework.scheduling.support.CronTrigger;
import org.springframework.scheduling.support.SimpleTriggerContext;

import static org.assertj.core.api.Assertions.assertThat;

/** What fires on the days of clock changes, and that the table in the guide says so. */
class ClockChangeTriggerTests {

    private static final Instant NEW_YEAR = Instant.parse("2027-01-01T00:00:00Z");

    private static final List<String> ZONES = List.of(
            "America/New_York",
            "Europe/Paris",
            "Africa/Cairo",
            "America/Santiago",
            "Australia/Lord_Howe",
            "Antarctica/Troll");

    private static Trigger minding(String cron, ZoneId zone, ClockChangePolicy policy) {
        return new ClockChangeTrigger(ScheduleTiming.cron(cron), zone, policy);
    }

    /** The fires of an application that runs all the time, a second each. */
    private static List<Instant> fires(Trigger trigger, Instant from, Instant until) {
        List<Instant> fires = new ArrayList<>();
        Instant next = trigger.nextExecution(new SimpleTriggerContext(from, from, from));
        while (next != null && next.isBefore(until) && fires.size() < 100_000) {
            fires.add(next);
            next = trigger.nextExecution(new SimpleTriggerContext(next, next, next.plusSeconds(1)));
        }
        return fires;
    }

    private static List<ZoneOffsetTransition> changesOf2027(ZoneId zone) {
        ZoneOffsetTransition first = zone.getRules().nextTransition(NEW_YEAR);
        return List.of(first, zone.getRules().nextTransition(first.getInstant()));
    }

    /** In the middle of what is skipped or repeated. */
    private static LocalTime touched(ZoneOffsetTransition change) {
        LocalDateTime from = change.isGap() ? change.getDateTimeBefore() : change.getDateTimeAfter();
        return from.plus(change.getDuration().abs().dividedBy(2)).toLocalTime();
    }

    private static String daily(LocalTime time) {
        return "0 " + time.getMinute() + " " + time.getHour() + " * * *";
    }

    /** The fires from half a day before a change to half a day after it, as the clock of the zone shows them. */
    private static String around(ZoneOffsetTransition change, Trigger trigger, ZoneId zone) {
        Duration half = Duration.ofHours(11);
        List<String> times = fires(
                        trigger,
                        change.getInstant().minus(half),
                        change.getInstant().plus(half))
                .stream()
                .map(fire -> fire.atZone(zone))
                .map(fire -> fire.toLocalTime() + " (" + fire.getOffset() + ")")
                .toList();
        return times.isEmpty() ? "none" : String.join(", ", times);
    }

    private static Stream<String> rows(String id) {
        ZoneId zone = ZoneId.of(id);
        return changesOf2027(zone).stream().map(change -> {
            String cron = daily(touched(change));
            return "| "
                    + String.join(
                            " | ",
                            id,
                            change.getDateTimeBefore() + " becomes "
                                    + change.getDateTimeAfter().toLocalTime(),
                            "`" + cron + "`",
                            around(change, new CronTrigger(cron, zone), zone),
                            around(change, minding(cron, zone, ClockChangePolicy.SKIP), zone),
                            around(change, minding(cron, zone, ClockChangePolicy.SHIFT), zone))
                    + " |";
        });
    }

    @Test
    void theTableOfTheGuideIsWhatIsMeasured() throws IOException {
        List<String> measured =
                ZONES.stream().flatMap(ClockChangeTriggerTests::rows).toList();
        List<String> documented = Files.readAllLines(guide().resolve("schedules.md")).stream()
                .filter(line -> ZONES.stream().anyMatch(zone -> line.startsWith("| " + zone)))
                .toList();
        assertThat(documented).isEqualTo(measured);
    }

    private static Path guide() {
        Path folder = Path.of("").toAbsolutePath();
        while (!Files.isDirectory(folder.resolve("docs"))) {
            folder = Objects.requireNonNull(folder.getParent());
        }
        return folder.resolve("docs");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "America/New_York",
                "Europe/Paris",
                "Africa/Cairo",
                "America/Santiago",
                "Australia/Lord_Howe",
                "Antarctica/Troll"
            })
    void aDailyJobRunsOnceADayIfWhatIsSkippedIsMadeUp(String id) {
        ZoneId zone = ZoneId.of(id);
        Instant until = NEW_YEAR.plus(Duration.ofDays(365));
        for (ZoneOffsetTransition change : changesOf2027(zone)) {
            String cron = daily(touched(change));
            List<Instant> shifted = fires(minding(cron, zone, ClockChangePolicy.SHIFT), NEW_YEAR, until);
            assertThat(shifted.stream().map(fire -> fire.atZone(zone).toLocalDate()))
                    .as("%s in %s", cron, zone)
                    .doesNotHaveDuplicates()
                    .hasSizeBetween(364, 366);
            assertThat(shifted)
                    .hasSize(365)
                    .containsAll(fires(minding(cron, zone, ClockChangePolicy.SKIP), NEW_YEAR, until));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"0 0 * * * *", "0 */15 * * * *", "0 30 * * * *"})
    void whatFiresMoreOftenFiresThroughTheChange(String cron) {
        Instant until = NEW_YEAR.plus(Duration.ofDays(365));
        for (String id : ZONES) {
            ZoneId zone = ZoneId.of(id);
            List<Long> expected = new FireTimes(ScheduleTiming.cron(cron), zone, NEW_YEAR.plusNanos(1), until)
                    .stream().boxed().toList();
            // What is skipped in Lord Howe is half an hour, and what fires hourly does miss a fire there.
            boolean misses = id.equals("Australia/Lord_Howe") && !cron.contains("15");
            for (ClockChangePolicy policy :
                    misses ? List.of(ClockChangePolicy.SKIP) : List.of(ClockChangePolicy.values())) {
                assertThat(fires(minding(cron, zone, policy), NEW_YEAR, until).stream()
                                .map(Instant::getEpochSecond))
                        .as("%s in %s, %s", cron, zone, policy)
                        .isEqualTo(expected);
            }
        }
    }

    @Test
    void whatFiresTwiceADayIsMadeUpAndStillRepeated() {
        ZoneId paris = ZoneId.of("Europe/Paris");
        String cron = "0 30 2,14 * * *";
        List<ZoneOffsetTransition> changes = changesOf2027(paris);
        assertThat(around(changes.get(0), minding(cron, paris, ClockChangePolicy.SHIFT), paris))
                .isEqualTo("03:00 (+02:00)");
        assertThat(around(changes.get(1), minding(cron, paris, ClockChangePolicy.SHIFT), paris))
                .isEqualTo("02:30 (+02:00), 02:30 (+01:00)");
    }

    @Test
    void aFireThatCoincidesWithTheEndOfWhatIsSkippedComesOnce() {
        ZoneId paris = ZoneId.of("Europe/Paris");
        assertThat(around(
                        changesOf2027(paris).get(0), minding("0 0 2,3 * * SUN", paris, ClockChangePolicy.SHIFT), paris))
                .isEqualTo("03:00 (+02:00)");
    }
}
