package dev.idempotency.jdbc;

import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.SQLException;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import dev.idempotency.IdempotencyStoreException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

class DatabaseVendorTests {

    @ParameterizedTest
    @CsvSource({
        "H2, 2.4.240 (2025-09-22), H2",
        "PostgreSQL, '17.6 (Debian 17.6-0+deb13u1)', POSTGRESQL",
        "MySQL, 8.0.11, MYSQL",
        "MySQL, 9.4.0-commercial, MYSQL",
        "MySQL, 11.4.5-MariaDB, MARIADB",
        "MariaDB, 10.6.22-MariaDB-log, MARIADB",
        "MySQL, 5.5.5-10.11.14-MariaDB-0+deb12u2, MARIADB",
        "Oracle, Oracle Database 23ai Free, STANDARD",
        "Microsoft SQL Server, 16.00.4215, STANDARD",
        "HSQL Database Engine, 2.7.3, STANDARD",
        "Gupta SQLBase, '', STANDARD"
    })
    void knowsADatabaseByItsNameAndVersion(String product, String version, DatabaseVendor vendor) throws SQLException {
        assertThat(DatabaseVendor.of(connectionTo(product, version))).isEqualTo(vendor);
    }

    @ParameterizedTest
    @CsvSource({
        "MySQL, 5.7.44-log, MySQL 8.0",
        "MariaDB, 10.5.29-MariaDB, MariaDB 10.6",
        "MySQL, 5.5.5-10.5.29-MariaDB, MariaDB 10.6"
    })
    void refusesAVersionThatCannotSkipLockedRows(String product, String version, String needed) throws SQLException {
        Connection connection = connectionTo(product, version);

        assertThatExceptionOfType(IdempotencyStoreException.class)
                .isThrownBy(() -> DatabaseVendor.of(connection))
                .withMessageContaining("needs " + needed + " or later")
                .withMessageContaining(version);
    }

    private static Connection connectionTo(String product, String version) throws SQLException {
        Connection connection = mock();
        DatabaseMetaData metaData = mock();
        given(connection.getMetaData()).willReturn(metaData);
        given(metaData.getDatabaseProductName()).willReturn(product);
        given(metaData.getDatabaseProductVersion()).willReturn(version);
        return connection;
    }
}
