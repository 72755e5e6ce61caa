package dev.idempotency.autoconfigure;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.util.StringUtils;

import dev.idempotency.store.jdbc.IdempotencySchemaInitializer;

/** Where the jdbc store keeps its records. A blank value means that it is not set. */
@ConfigurationProperties("idempotency.jdbc")
class IdempotencyJdbcProperties {

    private static final String DEFAULT_TABLE_PREFIX = "idempotency_";

    /**
     * What the names of the tables begin with: letters, digits and underscores.
     */
    private String tablePrefix = DEFAULT_TABLE_PREFIX;

    /**
     * Schema of the tables. Default: the one of the connection.
     */
    private @Nullable String schema;

    /**
     * Who creates the tables: "flyway" with a history of its own, "always" a script at every start, "embedded" the
     * script if the database is embedded in the application, "never". Without Flyway on the class path, "flyway" acts
     * as "embedded".
     */
    private IdempotencySchemaInitializer.Mode initializeSchema = IdempotencySchemaInitializer.Mode.FLYWAY;

    /**
     * Name of the DataSource bean to use. Default: the only or primary one.
     */
    private @Nullable String dataSource;

    public String getTablePrefix() {
        return this.tablePrefix;
    }

    public void setTablePrefix(@Nullable String tablePrefix) {
        this.tablePrefix = tablePrefix == null || tablePrefix.isBlank() ? DEFAULT_TABLE_PREFIX : tablePrefix.strip();
    }

    public @Nullable String getSchema() {
        return this.schema;
    }

    public void setSchema(@Nullable String schema) {
        this.schema = StringUtils.hasText(schema) ? schema.strip() : null;
    }

    public IdempotencySchemaInitializer.Mode getInitializeSchema() {
        return this.initializeSchema;
    }

    public void setInitializeSchema(IdempotencySchemaInitializer.@Nullable Mode initializeSchema) {
        this.initializeSchema = initializeSchema == null ? IdempotencySchemaInitializer.Mode.FLYWAY : initializeSchema;
    }

    public @Nullable String getDataSource() {
        return this.dataSource;
    }

    public void setDataSource(@Nullable String dataSource) {
        this.dataSource = StringUtils.hasText(dataSource) ? dataSource.strip() : null;
    }
}
