package dev.idempotency.lock;

import java.time.Duration;

/**
 * A lock that is held for a lease. The store's clock decides when it has passed; {@link #isHeld()} goes by a deadline on
 * this machine's monotonic timer that is never later, since it counts from before the request was sent.
 */
public abstract class LeaseGrant implements LockGrant {

    private final long fencingToken;
    private volatile long deadlineNanos;
    private volatile boolean over;

    /**
     * A lock that was just granted.
     *
     * @param sentNanos {@link System#nanoTime()} from before the request was sent
     */
    protected LeaseGrant(long fencingToken, long sentNanos, Duration lease) {
        this.fencingToken = fencingToken;
        this.deadlineNanos = sentNanos + lease.toNanos();
    }

    @Override
    public final long fencingToken() {
        return this.fencingToken;
    }

    @Override
    public final boolean isHeld() {
        return !this.over && System.nanoTime() - this.deadlineNanos < 0;
    }

    @Override
    public final boolean extend(Duration lease) {
        if (this.over) {
            return false;
        }
        long newDeadlineNanos = System.nanoTime() + lease.toNanos();
        // If the answer is lost, the lease may end at either time.
        if (newDeadlineNanos - this.deadlineNanos < 0) {
            this.deadlineNanos = newDeadlineNanos;
        }
        if (extendLease(lease)) {
            this.deadlineNanos = newDeadlineNanos;
        } else {
            this.over = true;
        }
        return !this.over;
    }

    @Override
    public final boolean release() {
        if (this.over) {
            return false;
        }
        this.over = true;
        return endLease();
    }

    /** Extends the lease if it has not passed and is still this owner's, by the token of this grant. */
    protected abstract boolean extendLease(Duration lease);

    /** Ends the lease if it has not passed and is still this owner's, by the token of this grant. */
    protected abstract boolean endLease();
}
