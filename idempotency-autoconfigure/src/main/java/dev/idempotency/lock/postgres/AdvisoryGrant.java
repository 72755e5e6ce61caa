package dev.idempotency.lock.postgres;

import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Pattern;

import dev.idempotency.lock.LockGrant;
import dev.idempotency.lock.LockRequest;

/** An advisory lock, held by the transaction of its session. Threads take turns on the connection. */
final class AdvisoryGrant implements LockGrant {

    /**
     * Connection errors, a server that shuts down or terminates the session, a time-out of the idle session or transaction.
     *
     * @see <a href="https://www.postgresql.org/docs/current/errcodes-appendix.html">Error codes</a>
     */
    private static final Pattern CONNECTION_HAS_ENDED = Pattern.compile("08...|57P0[1-5]|25P0[34]");

    private final LockSession session;
    private final AdvisorySql sql;
    private final LockRequest request;
    private final long fencingToken;
    private final ReentrantLock turn = new ReentrantLock();
    private boolean lost;

    AdvisoryGrant(LockSession session, AdvisorySql sql, LockRequest request, long fencingToken) {
        this.session = session;
        this.sql = sql;
        this.request = request;
        this.fencingToken = fencingToken;
    }

    @Override
    public long fencingToken() {
        return this.fencingToken;
    }

    /** Once lost, always lost: the connection is not asked again. */
    @Override
    public boolean isHeld() {
        this.turn.lock();
        try {
            this.lost = this.lost || !this.session.isAlive();
            return !this.lost;
        } finally {
            this.turn.unlock();
        }
    }

    /** There is no lease to extend. */
    @Override
    public boolean extend(Duration lease) {
        return isHeld();
    }

    @Override
    public boolean release() {
        this.turn.lock();
        try {
            if (this.lost) {
                this.session.abandon();
                return false;
            }
            this.lost = true;
            return end();
        } finally {
            this.turn.unlock();
        }
    }

    private boolean end() {
        try {
            this.session.orAbandon(connection -> {
                this.sql.rememberToken(connection, this.request, this.fencingToken);
                return this;
            });
            this.session.end();
            return true;
        } catch (SQLException ex) {
            if (CONNECTION_HAS_ENDED.matcher(String.valueOf(ex.getSQLState())).matches()) {
                return false;
            }
            throw PostgresAdvisoryLockProvider.failed("release a lock, which the end of its transaction has freed", ex);
        }
    }
}
