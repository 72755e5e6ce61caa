package dev.idempotency.store.jdbc;

import java.time.Duration;
import java.util.UUID;

import javax.sql.DataSource;

import com.zaxxer.hikari.HikariDataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.jdbc.core.JdbcTemplate;

import dev.idempotency.IdempotencyStoreException;
import dev.idempotency.store.ClaimOutcome;
import dev.idempotency.store.ClaimRequest;
import dev.idempotency.store.jdbc.IdempotencySchemaInitializer.Mode;
import dev.idempotency.testing.PgBouncer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

/** Where two statements of a client need not meet the same session of the server: there are fewer than clients. */
class JdbcPostgresThroughPgBouncerTests extends AbstractJdbcStoreContractTests {

    private static final Duration TTL = Duration.ofHours(1);

    private static final int SESSIONS = 3;

    @AutoClose
    private static PgBouncer bouncer;

    @AutoClose
    private static HikariDataSource dataSource;

    private static PostgresDatabase database;

    @BeforeAll
    static void prepare() {
        bouncer = PgBouncer.start("transaction", SESSIONS);
        database = PostgresDatabase.create().withTable();
        dataSource = database.pool(settings -> settings.setJdbcUrl(bouncer.url(database.name())));
    }

    @Override
    DataSource dataSource() {
        return dataSource;
    }

    @Test
    void hasFewerSessionsThanClients() {
        await().until(() -> dataSource.getHikariPoolMXBean().getTotalConnections() > SESSIONS);

        try (HikariDataSource direct = database.pool(settings -> settings.setMaximumPoolSize(1))) {
            assertThat(new JdbcTemplate(direct)
                            .queryForObject(
                                    "select count(*) from pg_stat_activity"
                                            + " where datname = current_database() and pid <> pg_backend_pid()",
                                    Integer.class))
                    .isBetween(1, SESSIONS);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"FLYWAY", "ALWAYS"})
    void makesItsTables(Mode mode) {
        PostgresDatabase empty = PostgresDatabase.create();
        try (HikariDataSource pool = empty.pool(settings -> settings.setJdbcUrl(bouncer.url(empty.name())))) {
            new IdempotencySchemaInitializer(pool, "idempotency_", null, mode, null).initialize();

            assertThat(tryToClaimOften(pool)).isNull();
        }
    }

    /** The driver numbers what it has prepared, and so does that of another client whose session it gets. */
    @Test
    void saysWhatToSetWhereTheDriverPreparesStatementsThatThePoolerDoesNotKeep() {
        try (PgBouncer forgetful = PgBouncer.startForgettingPreparedStatements();
                HikariDataSource one = asItIs(forgetful);
                HikariDataSource other = asItIs(forgetful)) {
            assertThat(tryToClaimOften(one)).isNull();

            assertThat(tryToClaimOften(other))
                    .isInstanceOf(IdempotencyStoreException.class)
                    .hasMessageContaining("prepareThreshold=0")
                    .hasMessageContaining("max_prepared_statements");
        }
    }

    @Test
    void leavesTheDriverItsPreparedStatementsWhereThePoolerKeepsThem() {
        PgBouncer.assumeKeepsPreparedStatements();
        try (PgBouncer keeping = PgBouncer.start("transaction", 1, "max_prepared_statements = 200");
                HikariDataSource one = asItIs(keeping);
                HikariDataSource other = asItIs(keeping)) {
            assertThat(tryToClaimOften(one)).isNull();
            assertThat(tryToClaimOften(other)).isNull();
        }
    }

    private static HikariDataSource asItIs(PgBouncer bouncer) {
        return database.pool(settings -> {
            settings.setJdbcUrl(bouncer.urlWithPreparedStatements(database.name()));
            settings.setMaximumPoolSize(1);
        });
    }

    /** More often than the driver waits until it prepares a statement in the server. */
    private static @Nullable Throwable tryToClaimOften(DataSource pool) {
        JdbcIdempotencyStore store = new JdbcIdempotencyStore(pool, "idempotency_", null);
        return catchThrowable(() -> {
            for (int i = 0; i < 20; i++) {
                ClaimRequest request = new ClaimRequest(
                        "often:" + UUID.randomUUID(), UUID.randomUUID(), Duration.ofMinutes(1), TTL, null);
                assertThat(store.claim(request)).isInstanceOf(ClaimOutcome.Granted.class);
            }
        });
    }
}
