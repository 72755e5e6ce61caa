package dev.idempotency.jdbc;

import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import dev.idempotency.IdempotencyStoreException;

/** The databases that are known, and what it takes to know them and to make their tables. */
public enum DatabaseVendor {
    /** In any mode; embedded, or a server. */
    H2("H2"),

    /** From 13 on. */
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
     * @throws SQLException if the driver does not tell
     */
    public static DatabaseVendor of(Connection connection) throws SQLException {
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

    /** Whether we make our tables ourselves; otherwise somebody has adapted the script and run it. */
    public boolean isPrepared() {
        return this != STANDARD;
    }

    /** Whether the database lives and dies with its application, so that nobody else prepares its tables. */
    public boolean isEmbedded(DatabaseMetaData metaData) throws SQLException {
        String url = metaData.getURL();
        return this == H2 && url != null && !url.startsWith("jdbc:h2:tcp:") && !url.startsWith("jdbc:h2:ssl:");
    }

    /** Where the migrations lie on the class path. */
    public String migrations() {
        return "dev/idempotency/store/jdbc/migration/" + name().toLowerCase(Locale.ROOT);
    }

    /** What Flyway needs besides its core; {@code null} if nothing. */
    public @Nullable FlywayModule flywayModule() {
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
    public record FlywayModule(String artifact, String className) {}
}
