package dev.idempotency.sample.jobs;

import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

import dev.idempotency.Idempotent;
import dev.idempotency.sample.effects.Effect;
import dev.idempotency.sample.effects.EffectLog;

/** Closes one job. A bean of its own, because a call within a bean does not pass its proxy. */
@Component
class JobCloser {

    private final Jobs jobs;
    private final EffectLog effects;

    JobCloser(Jobs jobs, EffectLog effects) {
        this.jobs = jobs;
        this.effects = effects;
    }

    /**
     * Once per job and day, also when a long tick on one instance overlaps the next tick on another. Does not look whether
     * the job is still open: that is what it leaves to the annotation. The job, the effect and the completion are
     * committed together.
     */
    @Transactional
    @Idempotent(key = "#job.id()", window = "day", category = "maintenance")
    public void close(Job job) {
        this.jobs.close(job.id());
        this.effects.add(Effect.JOBS_CLOSED, Long.toString(job.id()));
    }
}
