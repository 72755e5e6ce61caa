package dev.idempotency.lock.redis;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.context.SmartLifecycle;
import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.ReturnType;

import dev.idempotency.IdempotencyStoreException;
import dev.idempotency.lock.AbstractLockProviderContractTests;
import dev.idempotency.lock.LockGrant;
import dev.idempotency.lock.LockOutcome;
import dev.idempotency.lock.LockProvider;
import dev.idempotency.lock.LockRequest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

/** The contract on a real Redis. Its clock cannot be set, so a lock is aged by changing what it says. */
abstract class AbstractRedisLockProviderTests extends AbstractLockProviderContractTests {

    private static final String PASS_LEASE = """
            return redis.call('SETRANGE', KEYS[1], 25, struct.pack('>I8', 1))
            """;

    private static final String TEN_DAYS_MORE = """
            local token = struct.unpack('>I8', redis.call('GETRANGE', KEYS[1], 17, 24))
            return redis.call('SETRANGE', KEYS[1], 17, struct.pack('>I8', token + 864000000000))
            """;

    private final String keyPrefix = "test-" + UUID.randomUUID();
    private final Queue<RedisLockProvider> providers = new ConcurrentLinkedQueue<>();

    /** Leads to the server; shared by the tests of a class. */
    abstract RedisConnectionFactory connectionFactory();

    /** Whether a subscription takes no connection from a pool. */
    abstract boolean hearsOfReleases();

    /** One more, whose end is that of its connections. */
    abstract RedisConnectionFactory ownConnectionFactory();

    @Test
    void grantsTheSameLockToARequestThatWasSentTwice() {
        LockRequest request = request("sent twice", Duration.ofMinutes(1));

        LockGrant first = grant(request);
        LockGrant second = grant(request);

        assertThat(second.fencingToken()).isEqualTo(first.fencingToken());
        assertThat(first.release()).isTrue();
        assertThat(second.release()).isFalse();
    }

    private LockGrant grant(LockRequest request) {
        return ((LockOutcome.Granted) provider().tryAcquire(request)).grant();
    }

    @AfterEach
    void stopListening() {
        this.providers.forEach(RedisLockProvider::stopListening);
    }

    @Test
    void hearsOfWhatAnotherProcessReleases() {
        assumeThat(hearsOfReleases()).isTrue();
        Queue<String> heard = new ConcurrentLinkedQueue<>();
        RedisLockProvider listening = redisProvider();
        listening.listen(heard::add);

        // What is released before the subscription begins is not heard of.
        await().until(() -> {
            granted("news").release();
            return !heard.isEmpty();
        });

        assertThat(heard).containsOnly(request("news", Duration.ofMinutes(1)).name());
    }

    /** Whether PUBLISH tells how many heard of it; a node of a cluster counts its own only. */
    boolean countsAllSubscribers() {
        return true;
    }

    @Test
    void endsItsSubscription() {
        assumeThat(hearsOfReleases() && countsAllSubscribers()).isTrue();
        RedisLockProvider listening = redisProvider();
        listening.listen(name -> {});
        await().until(() -> subscribers() == 1);

        listening.stopListening();

        await().until(() -> subscribers() == 0);
        RedisLockProvider stopped = redisProvider();
        stopped.stopListening();
        stopped.listen(name -> {});
        granted("released").release();
        assertThat(subscribers()).isZero();
    }

    private long subscribers() {
        try (RedisConnection connection = connectionFactory().getConnection()) {
            return Objects.requireNonNull(
                    connection.publish(utf8(this.keyPrefix + ":released-locks"), utf8("anybody")));
        }
    }

    @Test
    void refusesWhatIsNoLock() {
        LockRequest request = request("foreign", Duration.ofMinutes(1));
        try (RedisConnection connection = connectionFactory().getConnection()) {
            connection.stringCommands().set(redisKey(request.name()), new byte[] {2});
        }

        assertThatExceptionOfType(IdempotencyStoreException.class)
                .isThrownBy(() -> provider().tryAcquire(request))
                .withMessageContaining("what stands under the lock's key is no lock");
    }

    @Override
    protected final LockProvider provider() {
        return redisProvider();
    }

    private RedisLockProvider redisProvider() {
        RedisLockProvider provider = new RedisLockProvider(connectionFactory(), this.keyPrefix);
        this.providers.add(provider);
        return provider;
    }

    @Override
    protected final Optional<Severable> severable() {
        RedisConnectionFactory own = ownConnectionFactory();
        return Optional.of(new Severable(new RedisLockProvider(own, this.keyPrefix), ((SmartLifecycle) own)::stop));
    }

    @Override
    protected final void passLease(String name) {
        change(name, PASS_LEASE);
    }

    @Override
    protected final void setClockBack(String name) {
        change(name, TEN_DAYS_MORE);
    }

    private void change(String name, String script) {
        try (RedisConnection connection = connectionFactory().getConnection()) {
            connection
                    .scriptingCommands()
                    .eval(script.getBytes(StandardCharsets.UTF_8), ReturnType.INTEGER, 1, redisKey(name));
        }
    }

    private byte[] redisKey(String name) {
        return utf8(this.keyPrefix + ":lock:" + name);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
