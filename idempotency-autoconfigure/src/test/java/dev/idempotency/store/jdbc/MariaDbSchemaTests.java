package dev.idempotency.store.jdbc;

import java.time.Duration;
import java.util.UUID;

import javax.sql.DataSource;

import com.zaxxer.hikari.HikariDataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.jdbc.core.JdbcTemplate;

import dev.idempotency.store.ClaimRequest;
import dev.idempotency.store.jdbc.IdempotencySchemaInitializer.Mode;
import dev.idempotency.store.jdbc.IdempotencySchemaInitializer.SchemaNotReadyException;
import dev.idempotency.testing.Race;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** How the table comes to be on MariaDB. */
@Timeout(120)
class MariaDbSchemaTests {

    private final MariaDatabase database = MariaDatabase.create();

    @ParameterizedTest
    @EnumSource(names = {"FLYWAY", "ALWAYS"})
    void letsManyNodesStartAtOnceOnAFreshDatabase(Mode mode) throws Exception {
        int nodes = 8;
        try (HikariDataSource pool = this.database.pool(settings -> settings.setMaximumPoolSize(4 * nodes))) {
            for (int round = 0; round < 3; round++) {
                String prefix = "round" + round + "_";
                Race.of(nodes, () -> initializer(pool, prefix, mode).initialize());
            }
        }
    }

    @Test
    void makesTheDatabaseThatIsNamedAsItsSchemaWithFlyway() {
        String other = this.database.name() + "_Own";
        try (HikariDataSource pool = this.database.pool()) {
            new IdempotencySchemaInitializer(pool, "Once_", other, Mode.FLYWAY, null).initialize();

            assertThat(new JdbcTemplate(pool)
                            .queryForList(
                                    "select table_name from information_schema.tables where table_schema = ?"
                                            + " order by 1",
                                    String.class,
                                    other))
                    .containsExactly(
                            "Once_call_count",
                            "Once_flyway_history",
                            "Once_key_hit",
                            "Once_lock",
                            "Once_record",
                            "Once_schedule",
                            "Once_schedule_version");
            JdbcIdempotencyStore store = new JdbcIdempotencyStore(pool, "Once_", other);
            store.claim(new ClaimRequest("there", UUID.randomUUID(), Duration.ofMinutes(1), Duration.ofHours(1), null));
            assertThat(store.find("there")).isPresent();
        }
    }

    @Test
    void migratesThroughMySqlsDriverAndBesideTablesOfOthers() {
        try (HikariDataSource pool = this.database.mysqlPool()) {
            new JdbcTemplate(pool).execute("create table others (id integer)");

            assertThatCode(() -> {
                        initializer(pool, "idempotency_", Mode.FLYWAY).initialize();
                        initializer(pool, "idempotency_", Mode.FLYWAY).initialize();
                    })
                    .doesNotThrowAnyException();
        }
    }

    @Test
    void migratesWhereTheScriptHasRunBefore() {
        try (HikariDataSource pool = this.database.pool()) {
            initializer(pool, "idempotency_", Mode.ALWAYS).initialize();
            initializer(pool, "idempotency_", Mode.ALWAYS).initialize();

            assertThatCode(() -> initializer(pool, "idempotency_", Mode.FLYWAY).initialize())
                    .doesNotThrowAnyException();
        }
    }

    @Test
    void worksOnAPoolWithoutAutoCommit() {
        try (HikariDataSource pool = this.database.pool(settings -> settings.setAutoCommit(false))) {
            initializer(pool, "by_script_", Mode.ALWAYS).initialize();
            initializer(pool, "by_flyway_", Mode.FLYWAY).initialize();
            JdbcIdempotencyStore store = new JdbcIdempotencyStore(pool, "by_script_", null);

            store.claim(new ClaimRequest("kept", UUID.randomUUID(), Duration.ofMinutes(1), Duration.ofHours(1), null));

            try (HikariDataSource other = this.database.pool()) {
                assertThat(new JdbcIdempotencyStore(other, "by_script_", null).find("kept"))
                        .as("committed")
                        .isPresent();
            }
        }
    }

    @Test
    void leavesAServerToOthersWhereThereIsNoFlyway() {
        try (HikariDataSource pool = this.database.pool()) {
            IdempotencySchemaInitializer initializer = new IdempotencySchemaInitializer(
                    pool, "idempotency_", null, Mode.FLYWAY, new FilteredClassLoader("org.flywaydb"));

            assertThatExceptionOfType(SchemaNotReadyException.class)
                    .isThrownBy(initializer::initialize)
                    .withMessageContaining("idempotency_record")
                    .withMessageContaining("org.flywaydb:flyway-mysql")
                    .withMessageContaining("migration/mariadb/V1__create_record_table.sql");
        }
    }

    @Test
    void namesTheModuleOfFlywayThatIsMissing() {
        try (HikariDataSource pool = this.database.pool()) {
            IdempotencySchemaInitializer initializer = new IdempotencySchemaInitializer(
                    pool, "idempotency_", null, Mode.FLYWAY, new FilteredClassLoader("org.flywaydb.database.mysql"));

            assertThatExceptionOfType(SchemaNotReadyException.class)
                    .isThrownBy(initializer::initialize)
                    .satisfies(failure ->
                            assertThat(failure.remedy()).isEqualTo("Add the dependency org.flywaydb:flyway-mysql."));
        }
    }

    private static IdempotencySchemaInitializer initializer(DataSource dataSource, String prefix, Mode mode) {
        return new IdempotencySchemaInitializer(dataSource, prefix, null, mode, null);
    }
}
