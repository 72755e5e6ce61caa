package dev.idempotency.guide;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;

import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.scheduling.annotation.Scheduled;

import dev.idempotency.Idempotent;
import dev.idempotency.schedule.PlanStrategy;
import dev.idempotency.schedule.PlanningConstraints;
import dev.idempotency.schedule.RegisteredSchedule;
import dev.idempotency.schedule.ScheduleDefinition;
import dev.idempotency.schedule.ScheduleHandler;
import dev.idempotency.schedule.ScheduleInspector;
import dev.idempotency.schedule.SchedulePlan;
import dev.idempotency.schedule.SchedulePlanner;
import dev.idempotency.schedule.ScheduleRegistry;
import dev.idempotency.schedule.TimeWindow;

/** Examples of schedules. */
final class Schedules {

    private Schedules() {}

    static class Nightly {

        @Scheduled(cron = "0 30 2 * * *", zone = "Europe/Paris")
        @Idempotent(name = "invoices")
        public void invoices() {}

        @Scheduled(cron = "0 0 10 * * *", zone = "Europe/Paris")
        @Idempotent(name = "statistics")
        public void statistics() {}
    }

    @Configuration(proxyBeanMethods = false)
    static class Handlers {

        // tag::handler
        @Bean
        ScheduleHandler monthlyReport(Reports reports) { // the bean's name is the task
            return fire -> reports.send(fire.schedule().tenant(), fire.at());
        }
        // end::handler
    }

    interface Reports {

        void send(@Nullable String tenant, Instant at);
    }

    static class Tenants {

        private final ScheduleRegistry registry;

        Tenants(ScheduleRegistry registry) {
            this.registry = registry;
        }

        // tag::register
        RegisteredSchedule onRegistered(String tenant) {
            return this.registry.ensure(ScheduleDefinition.cron("report-of-" + tenant, "0 0 6 1 * *")
                    .task("monthlyReport")
                    .tenant(tenant)
                    .zone(ZoneId.of("Europe/Paris"))
                    .resource("printer-of-" + tenant)
                    .expected(Duration.ofMinutes(5)));
        }
        // end::register
    }

    static class Planning {

        private final ScheduleInspector inspector;
        private final Clock clock;

        Planning(ScheduleInspector inspector, Clock clock) {
            this.inspector = inspector;
            this.clock = clock;
        }

        // tag::plan
        SchedulePlan plan() {
            PlanningConstraints constraints = PlanningConstraints.none(ZoneId.of("Europe/Paris"))
                    .keepFree(TimeWindow.of("08:00", "18:00")); // business hours
            return new SchedulePlanner(this.inspector.settings(), constraints)
                    .plan(this.inspector.schedules(), PlanStrategy.BALANCED, this.clock.instant());
        }
        // end::plan
    }
}
