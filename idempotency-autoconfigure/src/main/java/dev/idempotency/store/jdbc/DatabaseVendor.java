package dev.idempotency.store.jdbc;

import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import dev.idempotency.IdempotencyStoreException;

/** The databases that are known, and all that differs between them. */
enum DatabaseVendor {
    H2("H2"),

    POSTGRESQL("PostgreSQL"),

    /** Skips locked rows from 10.6 on. */
    MARIADB("MariaDB", 10, 6),

    /** Skips locked rows and has common table expressions from 8.0 on. */
    MYSQL("MySQL", 8, 0),

    /** Any other, in SQL that is the same everywhere. */
    STANDARD("");

    private static final Pattern VERSION = Pattern.compile("(\\d+)\\.(\\d+)");

    private final String productName;
    private final int oldestMajor;
    private final int oldestMinor;

    DatabaseVendor(String productName) {
        this(productName, 0, 0);
    }

    DatabaseVendor(String productName, int oldestMajor, int oldestMinor) {
        this.productName = productName;
        this.oldestMajor = oldestMajor;
        this.oldestMinor = oldestMinor;
    }

    /**
     * The vendor of the database at the other end.
     *
     * @throws IdempotencyStoreException if that is known, and too old
     */
    static DatabaseVendor of(Connection connection) throws SQLException {
        DatabaseMetaData metaData = connection.getMetaData();
        String product = metaData.getDatabaseProductName();
        String version = metaData.getDatabaseProductVersion();
        // MySQL's driver calls a MariaDB server MySQL too; only the version tells.
        String name = version.toLowerCase(Locale.ROOT).contains("mariadb") ? MARIADB.productName : product;
        DatabaseVendor vendor = Arrays.stream(values())
                .filter(each -> each.productName.equalsIgnoreCase(name))
                .findFirst()
                .orElse(STANDARD);
        if (vendor.isTooOld(version)) {
            throw new IdempotencyStoreException(
                    "The idempotency store needs " + vendor.productName + " " + vendor.oldestMajor + "."
                            + vendor.oldestMinor + " or later; this is " + version,
                    null);
        }
        return vendor;
    }

    private boolean isTooOld(String version) {
        // What MariaDB puts in front of its version up to 10.11, for replicas that expect MySQL.
        Matcher numbers = VERSION.matcher(version.startsWith("5.5.5-") ? version.substring(6) : version);
        if (!numbers.find()) {
            return false;
        }
        int major = Integer.parseInt(numbers.group(1));
        int minor = Integer.parseInt(numbers.group(2));
        return major < this.oldestMajor || (major == this.oldestMajor && minor < this.oldestMinor);
    }

    RecordDialect dialect(Connection connection, RecordTable table) throws SQLException {
        return switch (this) {
            case H2 -> H2Sql.dialect(table);
            case POSTGRESQL -> new PostgresRecordDialect(table);
            case MARIADB, MYSQL -> MySqlRecordDialect.on(connection, table);
            case STANDARD -> new StandardRecordDialect(table);
        };
    }

    /** Whether we make our tables ourselves; otherwise somebody has adapted the script and run it. */
    boolean isPrepared() {
        return this != STANDARD;
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
            case H2, STANDARD -> null;
            case POSTGRESQL ->
                new FlywayModule(
                        "org.flywaydb:flyway-database-postgresql",
                        "org.flywaydb.database.postgresql.PostgreSQLDatabaseType");
            case MARIADB, MYSQL ->
                new FlywayModule("org.flywaydb:flyway-mysql", "org.flywaydb.database.mysql.MySQLDatabaseType");
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
