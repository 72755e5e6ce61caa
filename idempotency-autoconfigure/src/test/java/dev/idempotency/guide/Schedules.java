package dev.idempotency.guide;

import java.time.Clock;
import java.time.ZoneId;

import org.springframework.scheduling.annotation.Scheduled;

import dev.idempotency.Idempotent;
import dev.idempotency.schedule.PlanStrategy;
import dev.idempotency.schedule.PlanningConstraints;
import dev.idempotency.schedule.ScheduleInspector;
import dev.idempotency.schedule.SchedulePlan;
import dev.idempotency.schedule.SchedulePlanner;
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
