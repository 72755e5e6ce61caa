package dev.idempotency.task;

import org.jspecify.annotations.Nullable;

import dev.idempotency.engine.TaskPolicy;
import dev.idempotency.key.ExecutionKey;
import dev.idempotency.key.KeyWindow;

/**
 * A task with everything that holds for it, validated.
 *
 * @param policy the effective policy
 * @param category the category it inherits from; empty if none
 * @param scope the name of its scope
 * @param window its window; {@code null} if none
 * @param shape how it returns
 * @param enabled whether it is protected at all
 * @param storeResult whether its result is stored
 */
public record Task(
        TaskPolicy policy,
        String category,
        String scope,
        @Nullable KeyWindow window,
        ReturnShape shape,
        boolean enabled,
        boolean storeResult) {

    /** The task's name. */
    public String name() {
        return this.policy.task();
    }

    /** This task for a caller that applies no policy. */
    public Task reporting() {
        return new Task(
                this.policy.reporting(),
                this.category,
                this.scope,
                this.window,
                this.shape,
                this.enabled,
                this.storeResult);
    }

    /** This task as one that returned {@code result}, whose class says what it is stored as. */
    public Task returning(@Nullable Object result) {
        ReturnShape returned = result == null
                ? ReturnShape.VOID
                : new ReturnShape(ReturnShape.Wrapping.PLAIN, false, result.getClass(), false);
        return new Task(this.policy, this.category, this.scope, this.window, returned, this.enabled, this.storeResult);
    }

    /** How far its keys reach and how long they hold, for people. */
    public String description() {
        return (this.scope.equals(ExecutionKey.GLOBAL) ? "" : " and " + this.scope)
                + (this.window == null ? "" : " in each window of " + this.window.length())
                + (this.policy.exclusive() ? ", one execution at a time" : "")
                + "; TTL " + this.policy.ttl() + ", lease " + this.policy.lease();
    }
}
