package dev.idempotency.statistics.jdbc;

import javax.sql.DataSource;

import com.zaxxer.hikari.HikariDataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import dev.idempotency.IdempotencyStoreException;
import dev.idempotency.statistics.AbstractStatisticsStoreContractTests;
import dev.idempotency.statistics.SlotWidth;
import dev.idempotency.statistics.Slots;
import dev.idempotency.statistics.StatisticsStore;

import static java.time.Instant.EPOCH;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** The contract, in a database whose tables are there. */
abstract class AbstractJdbcStatisticsStoreTests extends AbstractStatisticsStoreContractTests {

    private HikariDataSource pool;
    private StatisticsStore store;

    abstract HikariDataSource open();

    DataSource shown(HikariDataSource pool) {
        return pool;
    }

    @BeforeEach
    void prepare() {
        this.pool = open();
        this.store = new JdbcStatisticsStore(shown(this.pool), "idempotency_", null);
    }

    @AfterEach
    void close() {
        this.pool.close();
    }

    @Override
    protected StatisticsStore store() {
        return this.store;
    }

    @Test
    void forgetsInTime() {
        removesWhatIsOlderThanItIsKept();
    }

    @Test
    void saysWhatIsWrongWhenTheDatabaseIsGone() {
        this.pool.close();
        assertThatExceptionOfType(IdempotencyStoreException.class)
                .isThrownBy(() -> this.store.calls("test", new Slots(SlotWidth.DAY, EPOCH, EPOCH.plusSeconds(1)), null))
                .withMessageStartingWith("The jdbc statistics could not be read");
    }
}
