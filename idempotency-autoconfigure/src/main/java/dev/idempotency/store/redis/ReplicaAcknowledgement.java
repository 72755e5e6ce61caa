package dev.idempotency.store.redis;

import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.lettuce.core.api.async.BaseRedisAsyncCommands;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.QueryTimeoutException;
import org.springframework.data.redis.connection.RedisClusterConnection;
import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.util.ClassUtils;

/**
 * Waits until replicas have what was written, by WAIT. That command speaks of the writes of its own socket only, and on
 * any other it would claim success. A Lettuce connection that has opened neither Spring's pipeline nor a transaction
 * keeps to one socket; Jedis takes any from its pool for every command, so with it there is an error instead of a false promise.
 *
 * @see <a href="https://redis.io/docs/latest/commands/wait/">WAIT</a>
 */
final class ReplicaAcknowledgement {

    private static final boolean LETTUCE = ClassUtils.isPresent(
            "io.lettuce.core.api.async.BaseRedisAsyncCommands", ReplicaAcknowledgement.class.getClassLoader());

    /** For the way there and back, on top of the server's own waiting. */
    private static final Duration TRAVEL = Duration.ofSeconds(5);

    private final int replicas;
    private final Duration timeout;

    ReplicaAcknowledgement(int replicas, Duration timeout) {
        this.replicas = replicas;
        this.timeout = timeout;
    }

    /**
     * Waits for what this connection wrote last.
     *
     * @throws NotAcknowledgedException if too few replicas have it in time
     */
    void await(RedisConnection connection) {
        if (this.replicas == 0) {
            return;
        }
        long acknowledged = ask(connection);
        if (acknowledged < this.replicas) {
            throw new NotAcknowledgedException("not acknowledged by " + this.replicas + " replicas within "
                    + this.timeout.toMillis() + " ms, but by " + acknowledged);
        }
    }

    private Long ask(RedisConnection connection) {
        @Nullable
        Object socket = connection instanceof RedisClusterConnection ? null : connection.getNativeConnection();
        if (LETTUCE && socket instanceof BaseRedisAsyncCommands<?, ?> lettuce) {
            return ask(lettuce);
        }
        throw new NotAcknowledgedException(
                "idempotency.redis.min-replicas-ack needs Lettuce and one master: Jedis may use"
                        + " another socket for every command, and a cluster has many");
    }

    private Long ask(BaseRedisAsyncCommands<?, ?> lettuce) {
        long millis = Math.max(1, this.timeout.toMillis());
        try {
            return lettuce.waitForReplication(this.replicas, millis)
                    .get(millis + TRAVEL.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException ex) {
            Thread.currentThread().interrupt();
            throw new NotAcknowledgedException("interrupted while waiting for replicas");
        } catch (TimeoutException ex) {
            throw new QueryTimeoutException("No answer to WAIT", ex);
        } catch (ExecutionException ex) {
            throw new IllegalStateException("WAIT failed", ex.getCause());
        }
    }
}
