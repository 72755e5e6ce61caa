package dev.idempotency;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;

import org.jspecify.annotations.Nullable;

/**
 * Locks by name that one holder in the whole cluster has at a time; {@code idempotency.lock.provider} says where they are
 * kept. A bean of this type is always there; where {@code idempotency.enabled} is false, its locks hold in this process
 * only.
 *
 * <pre>{@code
 * locks.withLock("ledger:" + id, Duration.ofMinutes(1), Duration.ofSeconds(10), () -> post(id));
 * }</pre>
 *
 * <p>Names have 1 to 200 characters, not all of them blank and none a control character; what is before the first colon
 * is the lock's name in meters, so identifiers belong behind one. Applications with different namespaces share no locks.
 * A lease has 1 ms to 100 years, and counts in whole milliseconds.
 *
 * <p>An application that shuts down leaves the locks that it holds to those who hold them: they can still be closed as long
 * as the connections are there; after that, leases end when they have passed, and advisory locks with their connections.
 */
public interface DistributedLocks {

    /**
     * Asks for a lock once, in one round trip where the provider allows. Does not queue behind those who wait in
     * {@link #acquire}.
     *
     * @param lease how long it is held at most, unless it is extended
     * @return the lock; empty if somebody has it, be it the caller itself
     * @throws IdempotencyStoreException if the store cannot tell; the lock may then be taken until the lease has passed
     * @throws IllegalArgumentException if the name or the lease cannot be
     */
    Optional<DistributedLock> tryAcquire(String name, Duration lease);

    /**
     * Waits for a lock. Those who wait in one process are served in the order they came, and only the first of them asks
     * the store: at once when the lock is freed in this process or, with Redis and Lettuce, in another, else after pauses that grow
     * from 10 to 500 ms. Between processes there is no order.
     *
     * @param lease how long it is held at most, unless it is extended
     * @param wait how long to wait for it at most; zero to ask once
     * @throws LockTimeoutException if somebody had it all the time, or if the thread is interrupted, whose flag is then
     *     set
     * @throws IdempotencyStoreException if the store cannot tell; the lock may then be taken until the lease has passed
     * @throws IllegalArgumentException if the name or a duration cannot be
     */
    DistributedLock acquire(String name, Duration lease, Duration wait);

    /**
     * Runs {@code action} while holding a lock, as {@link #acquire} gets it, and frees it in any case. Whatever the action
     * throws reaches the caller unchanged, checked exceptions included. If the lease had passed before the action ended, a
     * warning in the log says so: others may have run meanwhile. {@code action} itself decides nothing by that.
     *
     * @return what the action returns
     */
    <T extends @Nullable Object> T withLock(String name, Duration lease, Duration wait, Callable<T> action);
}
