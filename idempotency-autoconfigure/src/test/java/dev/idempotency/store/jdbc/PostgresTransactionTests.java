package dev.idempotency.store.jdbc;

import java.time.Duration;
import java.util.List;

import com.zaxxer.hikari.HikariDataSource;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.TransactionDefinition;

import dev.idempotency.IdempotencyStoreException;
import dev.idempotency.store.Claim;
import dev.idempotency.store.StoredResult;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class PostgresTransactionTests extends AbstractServerTransactionTests {

    @Override
    HikariDataSource openPool() {
        return PostgresDatabase.create().withTable().pool();
    }

    @Override
    String sleep() {
        return "select pg_sleep(0.2)";
    }

    @Override
    String countOfWaiting() {
        return "select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'";
    }

    @Test
    void saysWhatToLookAtWhenARenewalCameBetweenAStrictTransactionAndItsCompletion() {
        Claim claim = claimed("strict");
        transaction().setIsolationLevel(TransactionDefinition.ISOLATION_REPEATABLE_READ);

        assertThatExceptionOfType(IdempotencyStoreException.class)
                .isThrownBy(() -> transaction().executeWithoutResult(status -> {
                    new JdbcTemplate(pool()).queryForObject("select 1", Integer.class);
                    ThreadPerTask.run(() -> store().renew(List.of(claim))).join();
                    store().complete(claim, StoredResult.NONE, Duration.ofHours(1));
                }))
                .withMessageContaining("lease three times as long");
    }
}
