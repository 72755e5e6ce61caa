package dev.idempotency.store.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

import javax.sql.DataSource;

import com.zaxxer.hikari.HikariDataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.postgresql.PGConnection;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

import dev.idempotency.IdempotencyStoreException;
import dev.idempotency.store.Claim;
import dev.idempotency.store.ClaimOutcome;
import dev.idempotency.store.RecordStatus;
import dev.idempotency.store.StoredResult;
import dev.idempotency.testing.KillableServer;
import dev.idempotency.testing.PostgresTestServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

class PostgresCrashTests extends AbstractServerCrashTests {

    private static PostgresTestServer.Killable server;

    @BeforeAll
    static void start() {
        server = PostgresTestServer.Killable.start();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Override
    KillableServer server() {
        return server;
    }

    @Override
    HikariDataSource openPool() {
        return PostgresDatabase.createOn(server.server()).withTable().pool(AbstractServerCrashTests::fewConnections);
    }

    /** Its memory may be spoilt, so the server ends all the others and recovers: what happens when the kernel has none left. */
    @Test
    void aSessionThatIsKilledTakesTheOthersWithItButNothingThatIsCommitted() throws SQLException {
        Claim claim = claimed("other-session");
        try (Connection connection = pool().getConnection();
                Connection killed = pool().getConnection()) {
            JdbcIdempotencyStore store =
                    new JdbcIdempotencyStore(new SingleConnectionDataSource(connection, true), "idempotency_", null);

            server.killSession(killed.unwrap(PGConnection.class).getBackendPID());

            assertThat(await().until(() -> catchThrowable(() -> store.renew(List.of(claim))), Objects::nonNull))
                    .isInstanceOf(IdempotencyStoreException.class)
                    .hasMessageContaining("could not renew leases: the database cannot be reached");
        }
        awaitConnection();

        assertThat(store().claim(request("other-session"))).isInstanceOf(ClaimOutcome.Blocked.class);
        assertThat(store().complete(claim, StoredResult.NONE, Duration.ofHours(1)))
                .isTrue();
    }

    @Test
    void aServerThatIsToStopLetsAHolderCompleteAndTellsOthersThatItIsStopping() throws SQLException {
        Claim claim = claimed("last");
        DataSource newcomers =
                new DriverManagerDataSource(pool().getJdbcUrl(), pool().getUsername(), pool().getPassword());
        try (Connection connected = pool().getConnection()) {
            JdbcIdempotencyStore store =
                    new JdbcIdempotencyStore(new SingleConnectionDataSource(connected, true), "idempotency_", null);

            server.stopWhenAllHaveLeft();

            assertThat(await().until(
                                    () -> catchThrowable(
                                            () -> new JdbcIdempotencyStore(newcomers, "idempotency_", null)),
                                    Objects::nonNull))
                    .isInstanceOf(IdempotencyStoreException.class)
                    .hasMessageContaining("the database cannot be reached; it is starting or stopping");
            assertThat(store.complete(claim, StoredResult.NONE, Duration.ofHours(1)))
                    .isTrue();
        }
        server.kill();
        comeBack();

        assertThat(store().find("last").orElseThrow().status()).isEqualTo(RecordStatus.DONE);
    }
}
