package dev.idempotency.autoconfigure;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

import dev.idempotency.DistributedLocks;
import dev.idempotency.engine.PeriodicCleanup;
import dev.idempotency.lock.LockProvider;
import dev.idempotency.lock.TokenRetention;

/** Removes the tokens of locks that nobody has used for a day, where the provider keeps them. */
final class TokenCleanup implements AutoCloseable {

    /** Looks through the whole table: an index would make every grant and every release dearer. */
    private static final Duration INTERVAL = Duration.ofHours(1);

    private final @Nullable PeriodicCleanup cleanup;

    TokenCleanup(LockProvider provider, int batchSize, DistributedLocks locks) {
        this.cleanup = provider instanceof TokenRetention retention
                ? new PeriodicCleanup("locks", retention::purge, INTERVAL, batchSize, locks)
                : null;
    }

    @Override
    public void close() {
        if (this.cleanup != null) {
            this.cleanup.close();
        }
    }
}
