package dev.idempotency.sample.maintenance;

import java.time.LocalDate;
import java.time.ZoneId;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

import dev.idempotency.Idempotent;

/** Plans today's maintenance. */
@Component
class PlannedMaintenance {

    private static final Logger logger = LoggerFactory.getLogger(PlannedMaintenance.class);

    private final Schedules schedules;
    private final MaintenanceJobs jobs;
    private final ZoneId zone;

    PlannedMaintenance(Schedules schedules, MaintenanceJobs jobs, @Value("${facility.zone}") ZoneId zone) {
        this.schedules = schedules;
        this.jobs = jobs;
        this.zone = zone;
    }

    @Scheduled(cron = "${facility.tick}")
    @Idempotent(category = "maintenance")
    public void planToday() {
        LocalDate today = LocalDate.now(this.zone);
        for (Schedule schedule : this.schedules.withoutJobOn(today)) {
            plan(schedule, today);
        }
    }

    /** A job that cannot be planned must not keep the others from it; the next tick finds its schedule again. */
    private void plan(Schedule schedule, LocalDate today) {
        try {
            this.jobs.plan(schedule, today);
        } catch (RuntimeException ex) {
            logger.warn("Maintenance by schedule {} could not be planned", schedule.id(), ex);
        }
    }
}
