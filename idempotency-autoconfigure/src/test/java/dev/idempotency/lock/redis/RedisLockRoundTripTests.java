package dev.idempotency.lock.redis;

import java.io.IOException;
import java.time.Duration;
import java.util.UUID;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

import dev.idempotency.lock.LockGrant;
import dev.idempotency.lock.LockOutcome;
import dev.idempotency.lock.LockRequest;
import dev.idempotency.store.redis.RedisConnections;
import dev.idempotency.testing.RedisTestServer;
import dev.idempotency.testing.RedisWireTap;

import static org.assertj.core.api.Assertions.assertThat;

/** What locks cost, counted on the wire. */
@Timeout(60)
class RedisLockRoundTripTests {

    private static final Duration LEASE = Duration.ofMinutes(1);

    @Test
    void aLeaseIsGrantedExtendedAndReleasedInOneRoundTripEach() throws IOException {
        try (RedisWireTap tap = new RedisWireTap(RedisTestServer.shared())) {
            LettuceConnectionFactory connections = RedisConnections.lettuce(tap.host(), tap.port());
            RedisLockProvider provider = new RedisLockProvider(connections, "test-" + UUID.randomUUID());
            granted(provider, "warm").release();
            tap.clear();

            LockGrant grant = granted(provider, "lock");
            assertThat(tap.commands()).containsExactly("EVALSHA");
            assertThat(provider.tryAcquire(request("lock"))).isInstanceOf(LockOutcome.Contended.class);
            assertThat(grant.extend(LEASE)).isTrue();
            assertThat(grant.isHeld()).isTrue();
            assertThat(grant.release()).isTrue();
            assertThat(tap.commands()).containsExactly("EVALSHA", "EVALSHA", "EVALSHA", "EVALSHA");
            connections.destroy();
        }
    }

    private static LockGrant granted(RedisLockProvider provider, String name) {
        return ((LockOutcome.Granted) provider.tryAcquire(request(name))).grant();
    }

    private static LockRequest request(String name) {
        return new LockRequest(name, UUID.randomUUID(), LEASE);
    }
}
