package dev.idempotency.schedule;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.scheduling.support.CronExpression;
import org.springframework.scheduling.support.CronTrigger;
import org.springframework.scheduling.support.SimpleTriggerContext;

import static org.assertj.core.api.Assertions.assertThat;

/** Days multiplied by times are what Spring fires, and what the fields of a pattern say. */
class FireTimesTests {

    private static final Instant FROM = Instant.parse("2027-01-01T00:00:00Z");

    private static List<Long> fires(String expression, ZoneId zone, Instant from, Instant until) {
        return new FireTimes(ScheduleTiming.cron(expression), zone, from, until)
                .stream().boxed().toList();
    }

    private static List<Long> bySpring(String expression, ZoneId zone, Instant from, Instant until) {
        CronExpression cron = CronExpression.parse(expression);
        List<Long> fires = new ArrayList<>();
        @Nullable ZonedDateTime next = cron.next(from.minusNanos(1).atZone(zone));
        while (next != null && next.toInstant().isBefore(until)) {
            fires.add(next.toEpochSecond());
            @Nullable ZonedDateTime following = cron.next(next);
            assertThat(following).as("%s after %s", expression, next).isNotEqualTo(next);
            next = following;
        }
        return fires;
    }

    @ParameterizedTest
    @CsvSource({
        "UTC, 2027-03-13T17:20:31Z",
        "America/New_York, 2027-03-13T11:00:00Z",
        "America/New_York, 2027-11-06T11:00:00Z",
        "Europe/Paris, 2027-03-27T11:00:00Z",
        "Europe/Paris, 2027-10-30T11:00:00Z",
        "Africa/Cairo, 2027-04-29T11:00:00Z",
        "Africa/Cairo, 2027-10-27T23:30:00Z",
        "America/Santiago, 2027-09-04T11:00:00Z",
        "America/Santiago, 2027-04-03T11:00:00Z",
        "Australia/Lord_Howe, 2027-10-02T11:00:00Z",
        "Australia/Lord_Howe, 2027-04-03T03:00:00Z",
        "Antarctica/Troll, 2027-03-27T11:00:00Z",
        "Antarctica/Troll, 2027-10-30T11:00:00Z"
    })
    void areThoseThatASecondBySecondLookFinds(ZoneId zone, Instant from) {
        Random random = new Random(zone.getId().hashCode() + from.getEpochSecond());
        Instant until = from.plus(Duration.ofDays(2)).plusSeconds(77);
        for (int i = 0; i < 30; i++) {
            RandomCron cron = RandomCron.nextOfSeconds(random);
            assertThat(fires(cron.expression(), zone, from, until))
                    .as("%s in %s", cron.expression(), zone)
                    .isEqualTo(cron.fires(zone, from, until));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0 30 2 * * *",
                "0 0 0 * * *",
                "0 30 0 * * MON-FRI",
                "0 */7 * * * *",
                "0 0 12 L * *",
                "0 0 6 LW * *",
                "0 0 6 * * FRI#2",
                "0 15 10 15W * *",
                "@hourly",
                "@monthly",
                "0 0 3 29 2 *",
                "5,9 10-20/3 1-4 1/9 1-6 ?"
            })
    void areThoseThatSpringFiresForYears(String expression) {
        List<String> zones = new ArrayList<>(List.of(
                "America/New_York",
                "Europe/Paris",
                "Africa/Cairo",
                "America/Santiago",
                "Antarctica/Troll",
                "Africa/Casablanca",
                "Asia/Kathmandu"));
        if (ScheduleTiming.cron(expression).isDailyOrLonger()) {
            zones.add("Australia/Lord_Howe");
        }
        for (String zone : zones) {
            Instant until = FROM.plus(Duration.ofDays(800));
            assertThat(fires(expression, ZoneId.of(zone), FROM, until))
                    .as("%s in %s", expression, zone)
                    .isEqualTo(bySpring(expression, ZoneId.of(zone), FROM, until));
        }
    }

    /** If this fails, Spring has mended it, and what the documentation says of Lord Howe has to be changed. */
    @Test
    void goOnWhereSpringDoesNotGetPastTheHalfHourThatLordHoweRepeats() {
        ZoneId lordHowe = ZoneId.of("Australia/Lord_Howe");
        ZonedDateTime before = ZonedDateTime.parse("2027-04-04T01:00+11:00[Australia/Lord_Howe]");
        assertThat(CronExpression.parse("0 0 * * * *").next(before)).isEqualTo(before);
        Instant fire = before.toInstant();
        assertThat(new CronTrigger("0 0 * * * *", lordHowe)
                        .nextExecution(new SimpleTriggerContext(fire, fire, fire.plusSeconds(1))))
                .as("at run time it fires again at once")
                .isEqualTo(fire);

        assertThat(fires(
                        "0 0 * * * *",
                        lordHowe,
                        before.toInstant(),
                        before.toInstant().plus(Duration.ofHours(4))))
                .containsExactly(
                        before.toEpochSecond(),
                        before.plusMinutes(90).toEpochSecond(),
                        before.plusMinutes(150).toEpochSecond(),
                        before.plusMinutes(210).toEpochSecond());
    }

    @Test
    void includeTheBeginningAndNotTheEnd() {
        assertThat(fires("0 0 * * * *", ZoneId.of("UTC"), FROM, FROM.plus(Duration.ofHours(2))))
                .containsExactly(
                        FROM.getEpochSecond(), FROM.plus(Duration.ofHours(1)).getEpochSecond());
    }

    @Test
    void doNotComeForADateThatDoesNotExist() {
        assertThat(fires("0 0 0 30 2 *", ZoneId.of("UTC"), FROM, FROM.plus(Duration.ofDays(5000))))
                .isEmpty();
    }

    @Test
    void knowADayThatWasLeftOut() {
        ZoneId apia = ZoneId.of("Pacific/Apia");
        Instant from = Instant.parse("2011-12-28T00:00:00Z");
        Instant until = Instant.parse("2012-01-02T00:00:00Z");
        assertThat(fires("0 0 12 * * *", apia, from, until)).isEqualTo(bySpring("0 0 12 * * *", apia, from, until));
    }
}
