package dev.idempotency.redis;

import org.jspecify.annotations.Nullable;
import org.springframework.dao.QueryTimeoutException;
import org.springframework.data.redis.RedisConnectionFailureException;
import org.springframework.data.redis.connection.PoolException;

import dev.idempotency.IdempotencyStoreException;

/** Turns whatever goes wrong with Redis into the one exception of the SPI, with advice. */
final class RedisErrors {

    private RedisErrors() {}

    /** The exception of {@code operation}. It names no key: drivers' messages do not either. */
    static IdempotencyStoreException failed(String operation, Throwable cause) {
        return new IdempotencyStoreException("Redis could not " + operation + ": " + advice(cause), cause);
    }

    /** Whether Redis does not know the script of an EVALSHA (any more): after a restart, a failover, a SCRIPT FLUSH. */
    static boolean isUnknownScript(@Nullable Throwable failure) {
        return mentions(failure, "NOSCRIPT");
    }

    private static String advice(Throwable cause) {
        if (cause instanceof ExplainedRedisException) {
            return String.valueOf(cause.getMessage());
        }
        for (Advice advice : Advice.values()) {
            if (mentions(cause, advice.name())) {
                return advice.text;
            }
        }
        if (isCausedBy(cause, QueryTimeoutException.class)) {
            return "no answer in time, so whether it was done is unknown; see spring.data.redis.timeout";
        }
        if (isCausedBy(cause, RedisConnectionFailureException.class) || isCausedBy(cause, PoolException.class)) {
            return "no connection; check spring.data.redis.* and that the server runs";
        }
        return "see the cause; Redis 6.2 or Valkey 7.2 is the oldest that will do";
    }

    private static boolean isCausedBy(Throwable failure, Class<? extends Throwable> type) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (type.isInstance(cause)) {
                return true;
            }
        }
        return false;
    }

    private static boolean mentions(@Nullable Throwable failure, String error) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            String message = cause.getMessage();
            if (message != null && message.contains(error)) {
                return true;
            }
        }
        return false;
    }

    /** The error codes of the server that a reader can do something about. */
    private enum Advice {
        WRONGTYPE(
                "something else than a record or a lock stands under the key; remove it, or set idempotency.redis.key-prefix to"
                        + " one that nothing else uses"),
        OOM("maxmemory is reached; raise it, or shorten the TTLs"),
        READONLY("this server is a replica; connect to the master, through Sentinel or Cluster where it may move"),
        CLUSTERDOWN("the cluster does not serve this key's slot at the moment"),
        MASTERDOWN("the replica has lost its master"),
        LOADING("the server is still loading its data"),
        MISCONF("the server refuses writes because it cannot save its snapshot"),
        NOREPLICAS("the server refuses writes because too few replicas are in sync (min-replicas-to-write)"),
        NOAUTH("the server wants a password; see spring.data.redis.password"),
        WRONGPASS("the server does not accept the user name or password; see spring.data.redis.*"),
        NOPERM(
                "the user may not run the commands of the library: EVAL, EVALSHA, GET, SET, PTTL, TIME, for"
                        + " lists of records SCAN and GETRANGE, for statistics HINCRBY, HSET, HGETALL, HMGET and EXPIRE, and for idempotency.redis.min-replicas-ack WAIT, and in front of a database INFO, on keys of idempotency.redis.key-prefix"),
        BUSY("another client's script has been running for too long");

        private final String text;

        Advice(String text) {
            this.text = text;
        }
    }
}
