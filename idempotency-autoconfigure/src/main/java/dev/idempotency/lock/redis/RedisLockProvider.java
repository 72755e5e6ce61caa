package dev.idempotency.lock.redis;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import java.util.function.Consumer;

import org.springframework.data.redis.connection.RedisConnectionFactory;

import dev.idempotency.lock.LeaseGrant;
import dev.idempotency.lock.LockOutcome;
import dev.idempotency.lock.LockProvider;
import dev.idempotency.lock.LockRequest;
import dev.idempotency.lock.ReleaseNews;
import dev.idempotency.redis.Script;
import dev.idempotency.redis.ScriptRunner;

/**
 * Keeps the locks in Redis or Valkey, one string per name. Granting, extending and releasing are one script and one round
 * trip each.
 *
 * <p>A release is published on the channel {@code <keyPrefix>:released-locks}; with Lettuce, a process in which somebody
 * had to wait subscribes to it, on a connection of its own. With Jedis, and where the user may not publish or subscribe,
 * those who wait ask from time to time only.
 *
 * <p>A name's last token is kept for a day after its lease, so that the next one is greater even if the server's clock is
 * set back; after that day, the clock alone sees to it.
 *
 * <p>A single Redis keeps all the rules of the SPI for as long as it keeps its data. A failover to a replica that has not
 * yet received a lock, and a restart without it, grant it a second time while its holder works. What must never suffer
 * from that belongs under a lock in a relational database, or checks fencing tokens.
 */
public final class RedisLockProvider implements LockProvider, ReleaseNews {

    private static final Script ACQUIRE = Script.beside(RedisLockProvider.class, "acquire.lua");
    private static final Script RENEW = Script.beside(RedisLockProvider.class, "renew.lua");

    private static final Duration TOKEN_RETENTION = Duration.ofDays(1);

    private final ScriptRunner scripts;
    private final String keyPrefix;
    private final String channel;
    private final RedisReleaseNews news;

    /**
     * Locks in one Redis.
     *
     * @param connectionFactory leads to one server, to Sentinel's master or to a cluster
     * @param keyPrefix what the names of the Redis keys begin with, before {@code :lock:} and the lock's name
     */
    public RedisLockProvider(RedisConnectionFactory connectionFactory, String keyPrefix) {
        if (keyPrefix.isBlank()) {
            throw new IllegalArgumentException("The key prefix of locks in Redis is not blank");
        }
        this.scripts = new ScriptRunner(connectionFactory);
        this.keyPrefix = keyPrefix + ":lock:";
        this.channel = keyPrefix + ":released-locks";
        this.news = new RedisReleaseNews(connectionFactory, this.channel);
    }

    @Override
    public LockOutcome tryAcquire(LockRequest request) {
        byte[][] keyAndArguments = {
            redisKey(request.name()), holder(request.owner()).array(), millis(request.lease()), millis(TOKEN_RETENTION)
        };
        long sentNanos = System.nanoTime();
        long answer = this.scripts.inConnection(
                "acquire a lock",
                connection -> known(this.scripts.runForNumber(connection, ACQUIRE, keyAndArguments), 0));
        return answer > 0
                ? new LockOutcome.Granted(new RedisGrant(request, answer, sentNanos))
                : new LockOutcome.Contended(Duration.of(-answer, ChronoUnit.MICROS));
    }

    @Override
    public void listen(Consumer<String> listener) {
        this.news.listen(listener);
    }

    @Override
    public void stopListening() {
        this.news.stop();
    }

    private boolean renew(String operation, LockRequest request, long token, Duration lease) {
        byte[] holder = ByteBuffer.allocate(24)
                .put(holder(request.owner()).array())
                .putLong(token)
                .array();
        byte[][] keyAndArguments = {
            redisKey(request.name()),
            holder,
            millis(lease),
            millis(TOKEN_RETENTION),
            utf8(this.channel),
            utf8(request.name())
        };
        return this.scripts.inConnection(
                        operation,
                        connection -> known(this.scripts.runForNumber(connection, RENEW, keyAndArguments), -1))
                > 0;
    }

    private static long known(long answer, long unknown) {
        if (answer == unknown) {
            throw new ForeignValueException();
        }
        return answer;
    }

    private byte[] redisKey(String name) {
        return utf8(this.keyPrefix + name);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static ByteBuffer holder(UUID owner) {
        return ByteBuffer.allocate(16).putLong(owner.getMostSignificantBits()).putLong(owner.getLeastSignificantBits());
    }

    private static byte[] millis(Duration duration) {
        return Long.toString(duration.toMillis()).getBytes(StandardCharsets.US_ASCII);
    }

    private final class RedisGrant extends LeaseGrant {

        private final LockRequest request;

        RedisGrant(LockRequest request, long token, long sentNanos) {
            super(token, sentNanos, request.lease());
            this.request = request;
        }

        @Override
        protected boolean extendLease(Duration lease) {
            return renew("extend a lock", this.request, fencingToken(), lease);
        }

        @Override
        protected boolean endLease() {
            return renew("release a lock", this.request, fencingToken(), Duration.ZERO);
        }
    }
}
