package dev.idempotency.lock.postgres;

import java.sql.Connection;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;

import com.zaxxer.hikari.HikariDataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.ConnectionCallback;
import org.springframework.jdbc.core.JdbcTemplate;

import dev.idempotency.IdempotencyStoreException;
import dev.idempotency.lock.AbstractLockProviderContractTests;
import dev.idempotency.lock.LockGrant;
import dev.idempotency.lock.LockOutcome;
import dev.idempotency.lock.LockProvider;
import dev.idempotency.lock.LockRequest;
import dev.idempotency.lock.jdbc.LockAging;
import dev.idempotency.store.jdbc.PostgresDatabase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

class PostgresAdvisoryLockProviderTests extends AbstractLockProviderContractTests {

    private static final Duration LEASE = Duration.ofMinutes(1);

    private static PostgresDatabase database;

    /** Every lock that a test leaves held has one of its connections; the next test begins with none. */
    private HikariDataSource dataSource;

    @BeforeAll
    static void prepare() {
        database = PostgresDatabase.create().withTable();
    }

    @BeforeEach
    void openPool() {
        this.dataSource = pool(settings -> {
            settings.setMaximumPoolSize(70);
            settings.setMinimumIdle(1);
        });
    }

    /** Where the tests take their locks. */
    String url(PostgresDatabase database) {
        return database.url();
    }

    static PostgresDatabase database() {
        return database;
    }

    final HikariDataSource pool(Consumer<HikariDataSource> settings) {
        return database.pool(pool -> {
            pool.setJdbcUrl(url(database));
            settings.accept(pool);
        });
    }

    @AfterEach
    void closePool() {
        this.dataSource.close();
    }

    @Test
    void tellsTheTruthOnceTheServerHasEndedItsConnection() {
        LockGrant lost = granted("ended");
        assertThat(lost.isHeld()).isTrue();

        endConnectionsWithLocks();

        await().until(() -> !lost.isHeld());
        LockGrant next =
                await().until(() -> tryAcquire("ended"), Optional::isPresent).orElseThrow();
        assertThat(next.fencingToken()).isGreaterThan(lost.fencingToken());
        assertThat(lost.extend(Duration.ofMinutes(1))).isFalse();
        assertThat(lost.release()).isFalse();
        assertThat(next.isHeld()).isTrue();
        assertThat(next.release()).isTrue();
    }

    @Test
    void saysSoWhenALockWhoseConnectionHasEndedIsReleasedUnasked() {
        LockGrant lost = granted("ended unasked");

        endConnectionsWithLocks();

        assertThat(lost.release()).isFalse();
        await().until(() -> tryAcquire("ended unasked"), Optional::isPresent);
    }

    @Test
    void holdsWhateverTheLease() {
        LockProvider provider = provider();
        LockRequest request = request("for longer", Duration.ofMillis(1));
        LockGrant grant = ((LockOutcome.Granted) provider.tryAcquire(request)).grant();

        await().during(Duration.ofMillis(50))
                .until(() -> provider.tryAcquire(request) instanceof LockOutcome.Contended);

        assertThat(grant.isHeld()).isTrue();
    }

    @Test
    void pointsToThePoolWhenThatHasNoConnectionToSpare() {
        try (HikariDataSource small = pool(settings -> {
            settings.setMaximumPoolSize(1);
            settings.setConnectionTimeout(250);
        })) {
            LockProvider provider = new PostgresAdvisoryLockProvider(small, "idempotency_", null);
            assertThat(provider.tryAcquire(request("first", LEASE))).isInstanceOf(LockOutcome.Granted.class);

            assertThatExceptionOfType(IdempotencyStoreException.class)
                    .isThrownBy(() -> provider.tryAcquire(request("second", LEASE)))
                    .withMessageContaining("the pool needs one for each claim and lock at a time");
        }
    }

    @Test
    void givesItsConnectionBackAsItWas() {
        try (HikariDataSource small = pool(settings -> settings.setMaximumPoolSize(1))) {
            LockProvider provider = new PostgresAdvisoryLockProvider(small, "idempotency_", null);
            granted("busy");
            assertThat(provider.tryAcquire(request("busy", LEASE))).isInstanceOf(LockOutcome.Contended.class);
            LockRequest request = request("free", LEASE);
            assertThat(((LockOutcome.Granted) provider.tryAcquire(request))
                            .grant()
                            .release())
                    .isTrue();

            assertThat(new JdbcTemplate(small)
                            .queryForObject(
                                    "select count(*) from pg_locks where locktype = 'advisory' and pid = pg_backend_pid()",
                                    Integer.class))
                    .isZero();
            assertThat(new JdbcTemplate(small).execute((ConnectionCallback<Boolean>) Connection::getAutoCommit))
                    .isTrue();
        }
    }

    /** Every lock is a connection that is idle in its transaction; what it sees must not keep dead rows from vacuum. */
    @Test
    void holdsNoVacuumBack() {
        granted("for long");

        assertThat(new JdbcTemplate(this.dataSource)
                        .queryForMap("select state, backend_xid, backend_xmin from pg_stat_activity a join pg_locks l"
                                + " using (pid) where locktype = 'advisory' and a.datname = current_database()"))
                .containsEntry("state", "idle in transaction")
                .containsEntry("backend_xid", null)
                .containsEntry("backend_xmin", null);
    }

    @Test
    void isNotEndedForBeingIdle() {
        try (HikariDataSource impatient =
                pool(settings -> settings.setConnectionInitSql("set idle_in_transaction_session_timeout = 50"))) {
            LockGrant grant = ((LockOutcome.Granted) new PostgresAdvisoryLockProvider(impatient, "idempotency_", null)
                            .tryAcquire(request("idle", LEASE)))
                    .grant();

            await().until(() -> idleFor300Millis() == 1);

            assertThat(grant.isHeld()).isTrue();
            assertThat(grant.release()).isTrue();
        }
    }

    private int idleFor300Millis() {
        return Objects.requireNonNull(new JdbcTemplate(this.dataSource)
                .queryForObject(
                        "select count(*) from pg_stat_activity a join pg_locks l using (pid)"
                                + " where locktype = 'advisory' and a.datname = current_database()"
                                + " and state_change < clock_timestamp() - interval '300 ms'",
                        Integer.class));
    }

    @Test
    void refusesAnotherDatabase() {
        try (HikariDataSource h2 = new HikariDataSource()) {
            h2.setJdbcUrl("jdbc:h2:mem:" + UUID.randomUUID());

            assertThatExceptionOfType(IdempotencyStoreException.class)
                    .isThrownBy(() -> new PostgresAdvisoryLockProvider(h2, "idempotency_", null))
                    .withMessageContaining("postgres-advisory needs PostgreSQL");
        }
    }

    final Optional<LockGrant> tryAcquire(String name) {
        return provider().tryAcquire(request(name, LEASE)) instanceof LockOutcome.Granted granted
                ? Optional.of(granted.grant())
                : Optional.empty();
    }

    /** All of this test's, which has a database of its own. */
    private void endConnectionsWithLocks() {
        new JdbcTemplate(this.dataSource)
                .queryForList("select pg_terminate_backend(a.pid) from pg_stat_activity a join pg_locks l using (pid)"
                        + " where locktype = 'advisory' and a.datname = current_database()");
    }

    @Override
    protected Optional<Severable> severable() {
        HikariDataSource own = pool(settings -> settings.setMaximumPoolSize(2));
        return Optional.of(new Severable(new PostgresAdvisoryLockProvider(own, "idempotency_", null), own::close));
    }

    @Override
    protected LockProvider provider() {
        return new PostgresAdvisoryLockProvider(this.dataSource, "idempotency_", null);
    }

    @Override
    protected boolean hasLeases() {
        return false;
    }

    @Override
    protected void passLease(String name) {
        throw new UnsupportedOperationException("There is no lease");
    }

    @Override
    protected void makeOld(String name) {
        new LockAging(this.dataSource).makeOld(name);
    }

    @Override
    protected void setClockBack(String name) {
        new LockAging(this.dataSource).setClockBack(name);
    }
}
