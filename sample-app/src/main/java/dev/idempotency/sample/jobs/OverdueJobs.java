package dev.idempotency.sample.jobs;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

import dev.idempotency.DistributedLock;
import dev.idempotency.DistributedLocks;
import dev.idempotency.Idempotent;

/** Closes overdue jobs every ten seconds, so that you need not wait long to see it. */
@Component
class OverdueJobs {

    private static final Logger logger = LoggerFactory.getLogger(OverdueJobs.class);

    private static final int MOST_PER_TICK = 500;
    private static final Duration LOCK_LEASE = Duration.ofSeconds(30);

    private final Jobs jobs;
    private final JobCloser closer;
    private final DistributedLocks locks;

    OverdueJobs(Jobs jobs, JobCloser closer, DistributedLocks locks) {
        this.jobs = jobs;
        this.closer = closer;
        this.locks = locks;
    }

    /**
     * Needs no key: for a scheduled method it is the time that the tick was due at, the same on every instance, so one of
     * them runs it.
     */
    @Scheduled(cron = "${facility.tick}")
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

    /**
     * Under the lock of the job, which whoever else changes it holds too, and which outlives the transaction: the next
     * holder sees what was committed. A job that somebody is at is left to the next tick, and so is one that cannot be
     * closed, which must not keep the others open.
     */
    private void close(Job job) {
        try {
            Optional<DistributedLock> lock = this.locks.tryAcquire("job:" + job.id(), LOCK_LEASE);
            lock.ifPresent(held -> {
                try (held) {
                    this.closer.close(job);
                }
            });
        } catch (RuntimeException ex) {
            logger.warn("Job {} could not be closed", job.id(), ex);
        }
    }
}
