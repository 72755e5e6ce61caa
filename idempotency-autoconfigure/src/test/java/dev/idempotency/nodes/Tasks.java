package dev.idempotency.nodes;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;

import org.springframework.scheduling.annotation.Async;
import org.springframework.transaction.annotation.Transactional;

import dev.idempotency.Idempotent;
import dev.idempotency.OnInProgress;

/** The tasks of a node; their lease is that of {@link Node#LEASE}. */
class Tasks {

    /** Long enough for another node's call to come before it is over. */
    static final String BACKOFF = "PT2.5S";

    private final Work work;

    Tasks(Work work) {
        this.work = work;
    }

    @Idempotent(key = "#key", onInProgress = OnInProgress.WAIT)
    public String waits(String key) {
        return this.work.perform(key);
    }

    @Idempotent(key = "#key", onInProgress = OnInProgress.THROW)
    public String refuses(String key) {
        return this.work.perform(key);
    }

    @Idempotent(key = "#key", onInProgress = OnInProgress.SKIP)
    public Optional<String> skips(String key) {
        return Optional.of(this.work.perform(key));
    }

    @Transactional
    @Idempotent(key = "#key", onInProgress = OnInProgress.WAIT)
    public String inTransaction(String key) {
        return this.work.perform(key);
    }

    @Idempotent(key = "#key", onInProgress = OnInProgress.THROW, maxAttempts = 2, backoff = BACKOFF)
    public String twiceAtMost(String key) {
        return this.work.perform(key);
    }

    @Async("patientExecutor")
    @Idempotent(key = "#key", onInProgress = OnInProgress.THROW)
    public CompletableFuture<String> patiently(String key) {
        return CompletableFuture.completedFuture(this.work.perform(key));
    }

    @Async("applicationTaskExecutor")
    @Idempotent(key = "#key", onInProgress = OnInProgress.THROW)
    public CompletableFuture<String> asBootDoes(String key) {
        return CompletableFuture.completedFuture(this.work.perform(key));
    }
}
