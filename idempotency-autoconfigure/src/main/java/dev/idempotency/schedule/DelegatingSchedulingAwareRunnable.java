package dev.idempotency.schedule;

import org.jspecify.annotations.Nullable;
import org.springframework.scheduling.SchedulingAwareRunnable;

/** Keeps the qualifier of the task it wraps: {@code @Scheduled(scheduler = ...)} is honoured by it. */
abstract class DelegatingSchedulingAwareRunnable implements SchedulingAwareRunnable {

    private final Runnable delegate;

    DelegatingSchedulingAwareRunnable(Runnable delegate) {
        this.delegate = delegate;
    }

    final Runnable delegate() {
        return this.delegate;
    }

    @Override
    public boolean isLongLived() {
        return this.delegate instanceof SchedulingAwareRunnable aware
                ? aware.isLongLived()
                : SchedulingAwareRunnable.super.isLongLived();
    }

    @Override
    public @Nullable String getQualifier() {
        return this.delegate instanceof SchedulingAwareRunnable aware ? aware.getQualifier() : null;
    }

    @Override
    public String toString() {
        return this.delegate.toString();
    }
}
