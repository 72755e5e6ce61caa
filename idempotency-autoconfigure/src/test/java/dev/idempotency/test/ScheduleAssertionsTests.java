package dev.idempotency.test;

import java.time.Instant;
import java.time.ZoneId;
import java.util.List;

import org.junit.jupiter.api.Test;

import dev.idempotency.schedule.FindingKind;
import dev.idempotency.schedule.Grade;
import dev.idempotency.schedule.Schedule;
import dev.idempotency.schedule.ScheduleDefinition;
import dev.idempotency.schedule.Severity;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** The assertions fail where they should, and say why. */
class ScheduleAssertionsTests {

    private static final Instant FROM = Instant.parse("2027-01-04T00:00:00Z");

    private static ScheduleAssertions schedule(String cron) {
        return ScheduleAssertions.assertThat(
                List.of(Schedule.of(ScheduleDefinition.cron("nightly", cron).zone(ZoneId.of("UTC")))
                        .protection(Schedule.Protection.sufficient())),
                FROM);
    }

    @Test
    void pass() {
        schedule("0 30 2 * * *")
                .hasNoFindingsAbove(Severity.INFO)
                .hasNo(FindingKind.OVERLAP)
                .isGradedAtLeast(Grade.A);
        schedule("0 0 0 30 2 *").hasNoFindingsAbove(Severity.ERROR);
        schedule("0 0 0 30 2 *").ignoring(FindingKind.NEVER_FIRES).hasNoFindingsAbove(Severity.INFO);
    }

    @Test
    void fail() {
        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> schedule("0 0 0 30 2 *").hasNoFindingsAbove(Severity.WARNING))
                .withMessageContaining("no findings above WARNING")
                .withMessageContaining("NEVER_FIRES: nightly never fires");
        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> schedule("0 0 0 30 2 *").hasNo(FindingKind.NEVER_FIRES))
                .withMessageContaining("nightly never fires");
        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> schedule("0 0 0 30 2 *").isGradedAtLeast(Grade.B))
                .withMessageContaining("it is F (50)");
    }
}
