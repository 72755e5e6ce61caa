package dev.idempotency.store.jdbc;

import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

import dev.idempotency.jdbc.DatabaseVendor;

/**
 * The database whose table is prepared.
 *
 * @param embedded whether it is embedded in this process
 * @param folding how it folds the case of a name that is not quoted
 */
record SchemaTarget(DatabaseVendor vendor, boolean embedded, UnaryOperator<String> folding) {

    static SchemaTarget of(Connection connection) throws SQLException {
        DatabaseVendor vendor = DatabaseVendor.of(connection);
        DatabaseMetaData metaData = connection.getMetaData();
        return new SchemaTarget(vendor, vendor.isEmbedded(metaData), folding(metaData));
    }

    private static UnaryOperator<String> folding(DatabaseMetaData metaData) throws SQLException {
        if (metaData.storesUpperCaseIdentifiers()) {
            return name -> name.toUpperCase(Locale.ROOT);
        }
        return metaData.storesLowerCaseIdentifiers() ? name -> name.toLowerCase(Locale.ROOT) : name -> name;
    }

    /** A name as the database spells it, for those who quote it. */
    String folded(String name) {
        return this.folding.apply(name);
    }

    /** The migrations in their order, which are scripts that can be run again and again too. */
    List<String> scripts() {
        return Stream.of(
                        "V1__create_record_table.sql",
                        "V2__create_lock_table.sql",
                        "V3__create_statistics_tables.sql",
                        "V4__create_schedule_tables.sql")
                .map(script -> this.vendor.migrations() + "/" + script)
                .toList();
    }
}
