package dev.idempotency.lock.jdbc;

import java.io.IOException;
import java.time.Duration;
import java.util.UUID;

import com.zaxxer.hikari.HikariDataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import dev.idempotency.lock.LockGrant;
import dev.idempotency.lock.LockOutcome;
import dev.idempotency.lock.LockProvider;
import dev.idempotency.lock.LockRequest;
import dev.idempotency.lock.postgres.PostgresAdvisoryLockProvider;
import dev.idempotency.store.jdbc.PostgresDatabase;
import dev.idempotency.testing.PostgresTestServer;
import dev.idempotency.testing.PostgresWireTap;

import static org.assertj.core.api.Assertions.assertThat;

/** What locks cost, counted on the wire. */
class PostgresLockRoundTripTests {

    private static final Duration LEASE = Duration.ofMinutes(1);

    private final PostgresDatabase database = PostgresDatabase.create().withTable();
    private final PostgresWireTap wire = new PostgresWireTap(PostgresTestServer.get());
    private HikariDataSource pool;

    @BeforeEach
    void openPool() {
        // Hikari asks a connection for signs of life that was idle for longer than this.
        System.setProperty("com.zaxxer.hikari.aliveBypassWindowMs", "60000");
        this.pool = this.database.pool(settings -> {
            settings.setJdbcUrl(this.wire.url(this.database.name()));
            settings.setMaximumPoolSize(1);
        });
    }

    @AfterEach
    void closePool() throws IOException {
        System.clearProperty("com.zaxxer.hikari.aliveBypassWindowMs");
        this.pool.close();
        this.wire.close();
    }

    @Test
    void aLeaseIsGrantedExtendedAndReleasedInOneRoundTripEach() {
        LockProvider provider = new JdbcLockProvider(this.pool, "idempotency_", null);
        granted(provider, "warm").release();
        this.wire.reset();

        LockGrant grant = granted(provider, "lock");
        assertThat(this.wire.roundTrips()).isOne();
        assertThat(provider.tryAcquire(request("lock"))).isInstanceOf(LockOutcome.Contended.class);
        assertThat(this.wire.roundTrips()).isEqualTo(2);
        assertThat(grant.extend(LEASE)).isTrue();
        assertThat(this.wire.roundTrips()).isEqualTo(3);
        assertThat(grant.isHeld()).isTrue();
        assertThat(this.wire.roundTrips()).isEqualTo(3);
        assertThat(grant.release()).isTrue();
        assertThat(this.wire.roundTrips()).isEqualTo(4);
    }

    /** One more each than a lease: the driver waits after the question for the lock; the commit follows the token. */
    @Test
    void anAdvisoryLockIsGrantedAndReleasedInTwoRoundTripsEach() {
        LockProvider provider = new PostgresAdvisoryLockProvider(this.pool, "idempotency_", null);
        granted(provider, "warm").release();
        this.wire.reset();

        LockGrant grant = granted(provider, "lock");
        assertThat(this.wire.roundTrips()).isEqualTo(2);
        assertThat(grant.release()).isTrue();
        assertThat(this.wire.roundTrips()).isEqualTo(4);
    }

    private static LockGrant granted(LockProvider provider, String name) {
        return ((LockOutcome.Granted) provider.tryAcquire(request(name))).grant();
    }

    private static LockRequest request(String name) {
        return new LockRequest(name, UUID.randomUUID(), LEASE);
    }
}
