package dev.idempotency.engine;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import org.jspecify.annotations.Nullable;

import dev.idempotency.ExecutionInProgressException;
import dev.idempotency.store.ClaimOutcome;

/**
 * The pauses between looks at an execution in progress: short at first, growing, not longer than its lease lasts, and
 * cut short when it ends on this node.
 */
final class Waiting {

    private static final Duration FIRST_PAUSE = Duration.ofMillis(10);
    private static final Duration LONGEST_PAUSE = Duration.ofMillis(500);

    private final long deadlineNanos;
    private long pauseNanos = FIRST_PAUSE.toNanos();

    Waiting(Duration timeout) {
        this.deadlineNanos = System.nanoTime() + timeout.toNanos();
    }

    /**
     * Waits in this thread.
     *
     * @throws ExecutionInProgressException if there is no time left, or the thread is interrupted
     */
    void pause(Call call, ClaimOutcome.Blocked blocked, CompletableFuture<?> end) {
        try {
            end.get(nextPause(call, blocked), TimeUnit.NANOSECONDS);
        } catch (TimeoutException | ExecutionException ex) {
            // Time to look again.
            return;
        } catch (InterruptedException ex) {
            Thread.currentThread().interrupt();
            throw IdempotencyEngine.inProgress(call, blocked, "and the waiting thread was interrupted");
        }
    }

    /** Waits in no thread. */
    CompletableFuture<@Nullable Void> pauseLater(Call call, ClaimOutcome.Blocked blocked, CompletableFuture<?> end) {
        long pause;
        try {
            pause = nextPause(call, blocked);
        } catch (ExecutionInProgressException ex) {
            return CompletableFuture.failedFuture(ex);
        }
        CompletableFuture<@Nullable Void> over = new CompletableFuture<>();
        var unused = end.whenComplete((ended, failure) -> over.complete(null));
        return over.completeOnTimeout(null, pause, TimeUnit.NANOSECONDS);
    }

    private long nextPause(Call call, ClaimOutcome.Blocked blocked) {
        long left = this.deadlineNanos - System.nanoTime();
        if (left <= 0) {
            throw IdempotencyEngine.inProgress(
                    call, blocked, "and did not end within " + call.policy().waitTimeout());
        }
        long pause = Math.min(this.pauseNanos, left);
        this.pauseNanos = Math.min(this.pauseNanos * 3 / 2, LONGEST_PAUSE.toNanos());
        return Math.max(
                1,
                Math.min(
                        pause,
                        Math.max(FIRST_PAUSE.toNanos(), blocked.remaining().toNanos())));
    }
}
