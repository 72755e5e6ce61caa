package dev.idempotency.store.jdbc;

import java.sql.SQLException;

import javax.sql.DataSource;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.idempotency.IdempotencyStoreException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

/** What a store is not made for. */
class RecordTableTests {

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "1a", "a-b", "a.b", "a\"b", "x; drop table y", "ä"})
    void refusesNamesThatAreNoPlainIdentifiers(String name) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new RecordTable(name, null))
                .withMessageContaining("table prefix '" + name + "'");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new RecordTable("once_", name))
                .withMessageContaining("schema '" + name + "'");
    }

    @Test
    void refusesAPrefixThatPostgresWouldCut() {
        assertThat(JdbcIdempotencyStore.isIdentifier("x".repeat(40))).isTrue();
        assertThat(JdbcIdempotencyStore.isIdentifier("x".repeat(41))).isFalse();
    }

    @Test
    void saysWhatToCheckWhenTheDatabaseCannotBeReached() throws SQLException {
        DataSource dataSource = mock();
        given(dataSource.getConnection()).willThrow(new SQLException("refused", "08001"));

        assertThatExceptionOfType(IdempotencyStoreException.class)
                .isThrownBy(() -> new JdbcIdempotencyStore(dataSource, "idempotency_", null))
                .withMessageContaining("cannot be reached")
                .withCauseInstanceOf(SQLException.class);
    }
}
