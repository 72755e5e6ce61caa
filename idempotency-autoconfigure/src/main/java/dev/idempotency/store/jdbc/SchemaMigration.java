package dev.idempotency.store.jdbc;

import java.util.Map;

import javax.sql.DataSource;

import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.jspecify.annotations.Nullable;

/**
 * Our own Flyway: its history table, location and settings are not the application's, and it is no bean, for a bean of
 * that type would take the place of the application's.
 */
final class SchemaMigration {

    private SchemaMigration() {}

    /**
     * Brings the table up to date.
     *
     * @param location the migrations on our class path
     * @param history the name of the history table
     * @param schema as the database spells it; {@code null} for the connection's own
     */
    static void run(
            DataSource dataSource,
            String location,
            String history,
            @Nullable String schema,
            Map<String, String> placeholders) {
        FluentConfiguration configuration = Flyway.configure(SchemaMigration.class.getClassLoader())
                .dataSource(dataSource)
                .locations("classpath:" + location)
                .failOnMissingLocations(true)
                .table(history)
                .placeholders(placeholders)
                // The schema is full of the application's tables as a rule; none of them is a version of ours.
                .baselineOnMigrate(true)
                .baselineVersion("0");
        if (schema != null) {
            configuration.schemas(schema);
        }
        configuration.load().migrate();
    }
}
