package dev.idempotency.store.jdbc;

import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import dev.idempotency.IdempotencyStoreException;

/** The databases that are supported, and all that differs between them. */
enum DatabaseVendor {
    H2("H2"),

    POSTGRESQL("PostgreSQL");

    private final String productName;

    DatabaseVendor(String productName) {
        this.productName = productName;
    }

    /** The vendor of the database at the other end, or an exception that names the supported ones. */
    static DatabaseVendor of(Connection connection) throws SQLException {
        String product = connection.getMetaData().getDatabaseProductName();
        for (DatabaseVendor vendor : values()) {
            if (vendor.productName.equalsIgnoreCase(product)) {
                return vendor;
            }
        }
        String supported =
                Arrays.stream(values()).map(vendor -> vendor.productName).collect(Collectors.joining(", "));
        throw new IdempotencyStoreException(
                "The database " + product + " is not supported as an idempotency store; supported are " + supported,
                null);
    }

    RecordDialect dialect(RecordTable table) {
        return switch (this) {
            case H2 -> H2Sql.dialect(table);
            case POSTGRESQL -> new PostgresRecordDialect(table);
        };
    }

    /** Whether the database lives and dies with its application, so that nobody else prepares its tables. */
    boolean isEmbedded(DatabaseMetaData metaData) throws SQLException {
        String url = metaData.getURL();
        return this == H2 && url != null && !url.startsWith("jdbc:h2:tcp:") && !url.startsWith("jdbc:h2:ssl:");
    }

    /** Where the migrations lie on the class path. */
    String migrations() {
        return "dev/idempotency/store/jdbc/migration/" + name().toLowerCase(Locale.ROOT);
    }

    /** What Flyway needs besides its core; {@code null} if nothing. */
    @Nullable
    FlywayModule flywayModule() {
        return switch (this) {
            case H2 -> null;
            case POSTGRESQL ->
                new FlywayModule(
                        "org.flywaydb:flyway-database-postgresql",
                        "org.flywaydb.database.postgresql.PostgreSQLDatabaseType");
        };
    }

    /**
     * A part of Flyway that is a jar of its own.
     *
     * @param artifact the Maven coordinates
     * @param className a class that tells whether it is there
     */
    record FlywayModule(String artifact, String className) {}
}
