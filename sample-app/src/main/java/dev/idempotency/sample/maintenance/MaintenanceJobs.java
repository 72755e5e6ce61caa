package dev.idempotency.sample.maintenance;

import java.time.LocalDate;

import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

import dev.idempotency.Idempotent;
import dev.idempotency.sample.effects.Effect;
import dev.idempotency.sample.effects.EffectLog;

/** Plans one job. A bean of its own, because a call within a bean does not pass its proxy. */
@Component
class MaintenanceJobs {

    private final Schedules schedules;
    private final EffectLog effects;

    MaintenanceJobs(Schedules schedules, EffectLog effects) {
        this.schedules = schedules;
        this.effects = effects;
    }

    /** Once per schedule and day; the key is {@code maintenance:12:2026-11-21}. */
    @Transactional
    @Idempotent(key = "T(dev.idempotency.IdempotencyKey).of('maintenance', #schedule.id()).on(#date)", ttl = "48h")
    public void plan(Schedule schedule, LocalDate date) {
        this.schedules.addJob(schedule, date);
        this.effects.add(Effect.MAINTENANCE_PLANNED, schedule.id() + " " + date);
    }
}
