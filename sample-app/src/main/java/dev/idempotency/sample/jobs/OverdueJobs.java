package dev.idempotency.sample.jobs;

import java.util.List;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

import dev.idempotency.Idempotent;

/** Closes overdue jobs every ten seconds, so that you need not wait long to see it. */
@Component
class OverdueJobs {

    private static final Logger logger = LoggerFactory.getLogger(OverdueJobs.class);

    private static final int MOST_PER_TICK = 500;

    private final Jobs jobs;
    private final JobCloser closer;

    OverdueJobs(Jobs jobs, JobCloser closer) {
        this.jobs = jobs;
        this.closer = closer;
    }

    /**
     * Needs no key: for a scheduled method it is the time that the tick was due at, the same on every instance, so one of
     * them runs it.
     */
    @Scheduled(cron = "${facility.overdue-jobs.cron}")
    @Idempotent(category = "maintenance")
    public void closeAll() {
        List<Job> overdue = this.jobs.overdue(MOST_PER_TICK);
        if (!overdue.isEmpty()) {
            logger.info("{} overdue jobs", overdue.size());
        }
        for (Job job : overdue) {
            close(job);
        }
    }

    /** A job that cannot be closed must not keep the others open; the next tick finds it again. */
    private void close(Job job) {
        try {
            this.closer.close(job);
        } catch (RuntimeException ex) {
            logger.warn("Job {} could not be closed", job.id(), ex);
        }
    }
}
