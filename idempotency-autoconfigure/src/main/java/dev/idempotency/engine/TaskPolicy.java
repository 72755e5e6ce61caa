package dev.idempotency.engine;

import java.time.Duration;

import dev.idempotency.OnDuplicate;
import dev.idempotency.OnInProgress;
import dev.idempotency.OnStoreFailure;

/**
 * What holds for a task, with everything inherited filled in.
 *
 * @param task the task's name
 * @param ttl how long a completed record suppresses duplicates
 * @param lease how long a claim is held without renewal; shorter than the TTL
 * @param waitTimeout how long a caller waits for an execution in progress
 * @param exclusive whether at most one execution of the task runs at a time, whatever its key
 * @param onDuplicate never {@code DEFAULT}
 * @param onInProgress neither {@code DEFAULT} nor {@code AUTO}
 * @param onStoreFailure never {@code DEFAULT}
 * @param failure what a failure does to the key
 */
public record TaskPolicy(
        String task,
        Duration ttl,
        Duration lease,
        Duration waitTimeout,
        boolean exclusive,
        OnDuplicate onDuplicate,
        OnInProgress onInProgress,
        OnStoreFailure onStoreFailure,
        FailurePolicy failure) {

    public TaskPolicy {
        if (lease.compareTo(ttl) >= 0) {
            throw new IllegalArgumentException(
                    "The lease of task " + task + " (" + lease + ") is not shorter than its TTL (" + ttl + ")");
        }
        if (onDuplicate == OnDuplicate.DEFAULT
                || onInProgress == OnInProgress.DEFAULT
                || onInProgress == OnInProgress.AUTO
                || onStoreFailure == OnStoreFailure.DEFAULT) {
            throw new IllegalArgumentException("The policy of task " + task + " is not resolved");
        }
    }

    /** This policy for a caller that decides by itself: it is told what is in the way, and what goes wrong. */
    public TaskPolicy reporting() {
        return new TaskPolicy(
                this.task,
                this.ttl,
                this.lease,
                this.waitTimeout,
                this.exclusive,
                this.onDuplicate,
                OnInProgress.WAIT,
                OnStoreFailure.FAIL,
                this.failure);
    }
}
