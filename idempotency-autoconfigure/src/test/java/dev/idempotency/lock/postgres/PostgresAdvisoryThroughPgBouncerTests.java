package dev.idempotency.lock.postgres;

import java.time.Duration;
import java.util.Optional;

import com.zaxxer.hikari.HikariDataSource;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import dev.idempotency.IdempotencyStoreException;
import dev.idempotency.lock.LockOutcome;
import dev.idempotency.lock.LockProvider;
import dev.idempotency.store.jdbc.PostgresDatabase;
import dev.idempotency.testing.PgBouncer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/** Each lock that is held keeps a session of the server, and no other client gets that. */
class PostgresAdvisoryThroughPgBouncerTests extends PostgresAdvisoryLockProviderTests {

    private static final Duration LEASE = Duration.ofMinutes(1);

    @AutoClose
    private static PgBouncer bouncer;

    @BeforeAll
    static void startBouncer() {
        bouncer = PgBouncer.start("transaction", 80);
    }

    @Override
    String url(PostgresDatabase database) {
        return bouncer.url(database.name());
    }

    @Test
    void isFreeAgainWhenThePoolerHasLostItsHolder() {
        HikariDataSource holders = pool(settings -> settings.setMaximumPoolSize(1));
        LockProvider holder = new PostgresAdvisoryLockProvider(holders, "idempotency_", null);
        assertThat(holder.tryAcquire(request("cut off", LEASE))).isInstanceOf(LockOutcome.Granted.class);
        contended("cut off");

        holders.close();

        await().until(() -> tryAcquire("cut off"), Optional::isPresent);
    }

    @Test
    void isAnErrorWhereEachStatementMayMeetAnotherSession() {
        try (PgBouncer perStatement = PgBouncer.start("statement", 2);
                HikariDataSource pool = pool(settings ->
                        settings.setJdbcUrl(perStatement.url(database().name())))) {
            LockProvider provider = new PostgresAdvisoryLockProvider(pool, "idempotency_", null);

            assertThatExceptionOfType(IdempotencyStoreException.class)
                    .isThrownBy(() -> provider.tryAcquire(request("per statement", LEASE)))
                    .havingRootCause()
                    .withMessageContaining("statement pooling");
        }
    }
}
