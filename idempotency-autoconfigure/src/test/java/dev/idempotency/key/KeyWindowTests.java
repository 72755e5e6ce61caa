package dev.idempotency.key;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.LinkedHashSet;
import java.util.Set;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class KeyWindowTests {

    private static final ZoneId PARIS = ZoneId.of("Europe/Paris");

    private static Instant at(String local, ZoneId zone) {
        return LocalDateTime.parse(local).atZone(zone).toInstant();
    }

    @ParameterizedTest
    @CsvSource({
        "hour, 2026-11-21T14:59:59, hour=2026-11-21T13:00:00Z, 2026-11-21T15:00:00",
        "day, 2026-11-21T14:59:59, day=2026-11-21, 2026-11-22T00:00:00",
        "week, 2026-11-22T23:59:59, week=2026-11-16, 2026-11-23T00:00:00",
        "month, 2026-12-31T23:59:59, month=2026-12-01, 2027-01-01T00:00:00"
    })
    void putsAnInstantIntoTheBucketOfItsLocalTime(String window, String local, String label, String end) {
        KeyWindow.Bucket bucket = KeyWindow.named(window).bucketOf(at(local, PARIS), PARIS);

        assertThat(bucket.label()).isEqualTo(label);
        assertThat(bucket.end()).isEqualTo(at(end, PARIS));
    }

    @ParameterizedTest
    @CsvSource({"2026-03-29, 23", "2026-10-25, 25", "2026-06-01, 24"})
    void makesOneBucketOfADayHoweverLongTheClockMakesIt(String date, int hours) {
        Instant start = at(date + "T00:00:00", PARIS);

        Set<KeyWindow.Bucket> buckets = new LinkedHashSet<>();
        for (int hour = 0; hour < hours; hour++) {
            buckets.add(KeyWindow.named("day").bucketOf(start.plus(Duration.ofHours(hour)), PARIS));
        }

        assertThat(buckets).containsExactly(new KeyWindow.Bucket("day=" + date, start.plus(Duration.ofHours(hours))));
    }

    @Test
    void makesTwoBucketsOfTheHourThatAClockChangeRepeats() {
        KeyWindow hour = KeyWindow.named("hour");
        Instant first = Instant.parse("2026-10-25T00:30:00Z");
        Instant second = Instant.parse("2026-10-25T01:30:00Z");
        assertThat(first.atZone(PARIS).getHour()).isEqualTo(second.atZone(PARIS).getHour());

        assertThat(hour.bucketOf(first, PARIS)).isNotEqualTo(hour.bucketOf(second, PARIS));
    }

    @Test
    void countsShortWindowsFromTheEpochsInstant() {
        KeyWindow window = KeyWindow.of(Duration.ofMinutes(15));
        Instant instant = Instant.parse("2026-11-21T10:29:59.999Z");

        assertThat(window.bucketOf(instant, PARIS).end()).isEqualTo("2026-11-21T10:30:00Z");
        assertThat(window.bucketOf(instant.plusMillis(1), PARIS).end()).isEqualTo("2026-11-21T10:45:00Z");
        assertThat(window.bucketOf(Instant.parse("1969-12-31T23:59:00Z"), PARIS).end())
                .isEqualTo(Instant.EPOCH);
    }

    @Test
    void countsWindowsOfDaysInLocalDates() {
        KeyWindow window = KeyWindow.of(Duration.ofDays(2));
        Instant late = at("1970-01-02T23:59:59", PARIS);

        assertThat(window.bucketOf(late, PARIS)).isEqualTo(window.bucketOf(at("1970-01-01T00:00:00", PARIS), PARIS));
        assertThat(window.bucketOf(late.plusSeconds(1), PARIS)).isNotEqualTo(window.bucketOf(late, PARIS));
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT0S", "PT-1H", "PT36H"})
    void refusesLengthsThatMakeNoWindow(String length) {
        assertThatIllegalArgumentException().isThrownBy(() -> KeyWindow.of(Duration.parse(length)));
    }
}
