package dev.idempotency.guide;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Import;
import org.springframework.scheduling.annotation.EnableScheduling;

import dev.idempotency.schedule.FindingKind;
import dev.idempotency.schedule.Recommendation;
import dev.idempotency.schedule.RegisteredSchedule;
import dev.idempotency.schedule.ScheduleConflictException;
import dev.idempotency.schedule.ScheduleDefinition;
import dev.idempotency.schedule.ScheduleFire;
import dev.idempotency.schedule.ScheduleInspector;
import dev.idempotency.schedule.ScheduleRegistry;
import dev.idempotency.schedule.ScheduleTiming;
import dev.idempotency.schedule.Severity;
import dev.idempotency.test.ScheduleAssertions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
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

    @Autowired
    private ScheduleRegistry registry;

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

    @Test
    void registersAScheduleOnceAndRefusesWhatIsInItsWay() {
        Schedules.Tenants tenants = new Schedules.Tenants(this.registry);
        RegisteredSchedule first = tenants.onRegistered("acme");

        assertThat(tenants.onRegistered("acme")).isEqualTo(first);
        assertThatExceptionOfType(ScheduleConflictException.class)
                .isThrownBy(() -> this.registry.register(
                        first.definition().named("other").timing(ScheduleTiming.cron("0 4 6 1 1 *"))));
        assertThat(this.registry.cancel(first.name())).isTrue();
    }

    @Test
    void aHandlerGetsTheTenantAndTheInstant() throws Exception {
        List<String> sent = new ArrayList<>();
        ScheduleDefinition schedule =
                ScheduleDefinition.cron("report-of-acme", "0 0 6 1 * *").tenant("acme");

        new Schedules.Handlers()
                .monthlyReport((tenant, at) -> sent.add(tenant + " " + at))
                .run(new ScheduleFire(schedule, Instant.EPOCH));

        assertThat(sent).containsExactly("acme 1970-01-01T00:00:00Z");
    }

    @SpringBootConfiguration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    @EnableScheduling
    @Import(Schedules.Nightly.class)
    static class Application {}
}
