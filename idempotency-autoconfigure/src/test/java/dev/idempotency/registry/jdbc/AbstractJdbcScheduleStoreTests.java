package dev.idempotency.registry.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;

import javax.sql.DataSource;

import com.zaxxer.hikari.HikariDataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import dev.idempotency.IdempotencyStoreException;
import dev.idempotency.registry.AbstractScheduleStoreContractTests;
import dev.idempotency.registry.ScheduleStore;
import dev.idempotency.schedule.RegisteredSchedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** The contract, in a database whose tables are there. */
abstract class AbstractJdbcScheduleStoreTests extends AbstractScheduleStoreContractTests {

    private HikariDataSource pool;

    abstract HikariDataSource open();

    DataSource shown(HikariDataSource pool) {
        return pool;
    }

    @BeforeEach
    void prepare() {
        this.pool = open();
    }

    @AfterEach
    void close() {
        this.pool.close();
    }

    @Override
    protected ScheduleStore store() {
        return new JdbcScheduleStore(shown(this.pool), "idempotency_", null);
    }

    @Test
    void leavesOutWhatItCannotReadAndStillKeepsItsName() throws SQLException {
        store().add(namespace(), 0, RegisteredSchedule.unused(daily("later", 1), Instant.EPOCH));
        store().add(namespace(), 1, RegisteredSchedule.unused(daily("now", 2), Instant.EPOCH));
        try (Connection connection = this.pool.getConnection();
                PreparedStatement update = connection.prepareStatement(
                        "update idempotency_schedule set timing = 'moon full' where schedule_name = 'later'")) {
            update.executeUpdate();
            if (!connection.getAutoCommit()) {
                connection.commit();
            }
        }

        assertThat(store().read(namespace()).schedules())
                .extracting(RegisteredSchedule::name)
                .containsExactly("now");
        assertThat(store().add(namespace(), 2, RegisteredSchedule.unused(daily("later", 3), Instant.EPOCH)))
                .isFalse();
    }

    @Test
    void saysWhatIsWrongWhenTheDatabaseIsGone() {
        ScheduleStore store = store();
        this.pool.close();
        assertThatExceptionOfType(IdempotencyStoreException.class)
                .isThrownBy(() -> store.read(namespace()))
                .withMessageStartingWith("The registered schedules could not be read");
    }
}
