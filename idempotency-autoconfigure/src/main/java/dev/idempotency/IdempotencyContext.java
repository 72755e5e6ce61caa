package dev.idempotency;

import java.util.Optional;

import org.jspecify.annotations.Nullable;

/**
 * The execution that is running in this thread: visible inside an {@link Idempotent} method, in its {@code @Async}
 * thread too. Threads that the method starts itself do not see it, nor do the operators of a {@code Mono}: those find it in
 * the subscriber's context, by {@code Mono.deferContextual(context -> ... context.get(IdempotencyContext.class))}.
 */
public abstract class IdempotencyContext {

    private static final ThreadLocal<@Nullable IdempotencyContext> CURRENT = new ThreadLocal<>();

    protected IdempotencyContext() {}

    /** The innermost execution running in this thread, if there is one. */
    public static Optional<IdempotencyContext> current() {
        return Optional.ofNullable(CURRENT.get());
    }

    /** The id of this attempt, unique across all tasks and nodes. */
    public abstract String executionId();

    /** The task's name. */
    public abstract String task();

    /** The key as the caller gave it. */
    public abstract String key();

    /** The key as it stands in the store, with namespace, task, scope and window. */
    public abstract String fullKey();

    /** Which attempt at this key this is, from 1. */
    public abstract int attempt();

    /**
     * A number that grows with every grant of this key. Send it along to a resource that remembers the highest it has
     * seen, and a late writer that has lost its lease is turned away there.
     *
     * @see <a href="https://martin.kleppmann.com/2016/02/08/how-to-do-distributed-locking.html">How to do distributed
     *     locking</a>, the origin of the term
     */
    public abstract long fencingToken();

    /**
     * Checks that this execution still holds its key.
     *
     * @throws LeaseLostException if the lease has passed without renewal, or another execution has taken the key over
     */
    public abstract void ensureHeld();

    /** Makes {@code context} the current one of this thread until the returned scope is closed. */
    protected static Scope open(IdempotencyContext context) {
        IdempotencyContext enclosing = CURRENT.get();
        CURRENT.set(context);
        return () -> {
            if (enclosing != null) {
                CURRENT.set(enclosing);
            } else {
                CURRENT.remove();
            }
        };
    }

    /** Ends the visibility of a context. */
    @FunctionalInterface
    protected interface Scope extends AutoCloseable {

        @Override
        void close();
    }
}
