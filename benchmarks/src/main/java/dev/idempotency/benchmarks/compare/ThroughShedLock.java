package dev.idempotency.benchmarks.compare;

import java.time.Duration;
import java.time.Instant;

import net.javacrumbs.shedlock.core.DefaultLockingTaskExecutor;
import net.javacrumbs.shedlock.core.LockConfiguration;
import net.javacrumbs.shedlock.core.LockProvider;
import net.javacrumbs.shedlock.core.LockingTaskExecutor;

/**
 * ShedLock, which stores no result. Its lock is held for an hour after the work is done, which is what makes a second
 * call within the hour a duplicate.
 */
final class ThroughShedLock implements Candidate {

    private static final Duration HOUR = Duration.ofHours(1);

    private final String name;
    private final LockingTaskExecutor executor;
    private final Work work;

    ThroughShedLock(String name, LockProvider provider, Work work) {
        this.name = name;
        this.executor = new DefaultLockingTaskExecutor(provider);
        this.work = work;
    }

    @Override
    public String name() {
        return this.name;
    }

    private boolean executes(String key) throws Throwable {
        return this.executor
                .executeWithLock(this.work::run, new LockConfiguration(Instant.now(), key, HOUR, HOUR))
                .wasExecuted();
    }

    @Override
    public void first(String key) throws Exception {
        Work.check(call(key), "The first call is locked");
    }

    @Override
    public void duplicate(String key) throws Exception {
        Work.check(!call(key), "The duplicate has run");
    }

    private boolean call(String key) throws Exception {
        try {
            return executes(key);
        } catch (Exception | Error ex) {
            throw ex;
        } catch (Throwable ex) {
            throw new IllegalStateException(ex);
        }
    }
}
