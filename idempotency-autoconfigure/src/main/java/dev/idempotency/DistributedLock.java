package dev.idempotency;

import java.time.Duration;

/**
 * A lock that is held: until it is closed or, if that comes first, until its lease has passed. It is not re-entrant, and
 * nothing renews it by itself. It belongs to whoever has this object, not to a thread.
 *
 * <p>A lease can pass while its holder still works: in a long pause of the JVM, say. What must not suffer from that asks
 * the resource itself to refuse {@linkplain #fencingToken() tokens} older than one it has seen.
 *
 * @see <a href="https://martin.kleppmann.com/2016/02/08/how-to-do-distributed-locking.html">Why a lease alone does not
 *     protect a resource</a>
 */
public interface DistributedLock extends AutoCloseable {

    /** The name it was acquired by. */
    String name();

    /** Greater than that of everybody who held this name before. */
    long fencingToken();

    /**
     * Whether it is still held for certain. With leases this is told by this machine's monotonic timer, from before the
     * lock was asked for, and costs nothing; {@code postgres-advisory} asks its connection, whatever the lease.
     */
    boolean isHeld();

    /**
     * Lets the lease last this long from now.
     *
     * @param lease from 1 ms to 100 years; of no effect for {@code postgres-advisory}
     * @return whether the lock is held; {@code false} if it was closed, its lease has passed, or somebody else has it
     * @throws IdempotencyStoreException if that cannot be told; the lease then ends at its old time or at the new one
     * @throws IllegalArgumentException if the lease is too short or too long
     */
    boolean extend(Duration lease);

    /**
     * Frees the lock for the next holder. Closing it again does nothing, and closing a lock that was lost does nothing to
     * whoever has it now, but is logged as a warning: what ran in the end was not protected. Throws nothing: a lock that
     * cannot be freed because the store is out of reach is logged, and is free once its lease has passed.
     */
    @Override
    void close();
}
