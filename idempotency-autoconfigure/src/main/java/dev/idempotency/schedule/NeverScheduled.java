package dev.idempotency.schedule;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Delayed;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/** Stands for a task that is looked at and never run. */
final class NeverScheduled extends CompletableFuture<Void> implements ScheduledFuture<Void> {

    @Override
    public long getDelay(TimeUnit unit) {
        return Long.MAX_VALUE;
    }

    @Override
    public int compareTo(Delayed other) {
        return other instanceof NeverScheduled ? 0 : 1;
    }
}
