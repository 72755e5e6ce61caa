package dev.idempotency.guide;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;

import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Import;
import org.springframework.scheduling.annotation.EnableScheduling;

import dev.idempotency.schedule.FindingKind;
import dev.idempotency.schedule.Recommendation;
import dev.idempotency.schedule.ScheduleInspector;
import dev.idempotency.schedule.Severity;
import dev.idempotency.test.ScheduleAssertions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

/** What the guide says of schedules. */
@SpringBootTest(
        properties = {
            "idempotency.store.type=memory",
            "spring.datasource.url=jdbc:h2:mem:guide-schedules",
        })
class SchedulesTests {

    @Autowired
    private ScheduleInspector inspector;

    // tag::test
    @Test
    void schedulesAreInOrder() {
        ScheduleAssertions.assertThat(this.inspector)
                .ignoring(FindingKind.CLOCK_CHANGE_LOSES_DAY) // known, and meant
                .hasNoFindingsAbove(Severity.INFO);
    }
    // end::test

    @Test
    void keepsBusinessHoursFreeAndMovesOffTheClockChange() {
        Clock clock = Clock.fixed(Instant.parse("2027-01-04T00:00:00Z"), ZoneOffset.UTC);
        assertThat(new Schedules.Planning(this.inspector, clock).plan().recommendations())
                .extracting(Recommendation::schedule, Recommendation::proposedCron)
                .containsExactlyInAnyOrder(tuple("invoices", "0 0 3 * * *"), tuple("statistics", "0 55 7 * * *"));
    }

    @SpringBootConfiguration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    @EnableScheduling
    @Import(Schedules.Nightly.class)
    static class Application {}
}
