package dev.idempotency.store.jdbc;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import javax.sql.DataSource;

import com.zaxxer.hikari.HikariDataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.jdbc.core.JdbcTemplate;

import dev.idempotency.store.jdbc.IdempotencySchemaInitializer.Mode;
import dev.idempotency.store.jdbc.IdempotencySchemaInitializer.SchemaNotReadyException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** How the table comes to be on PostgreSQL. */
@Timeout(120)
class PostgresSchemaTests {

    private final PostgresDatabase database = PostgresDatabase.create();

    @ParameterizedTest
    @EnumSource(names = {"FLYWAY", "ALWAYS"})
    void letsManyNodesStartAtOnceOnAFreshDatabase(Mode mode) throws Exception {
        int nodes = 8;
        try (HikariDataSource pool = this.database.pool(settings -> settings.setMaximumPoolSize(4 * nodes))) {
            for (int round = 0; round < 5; round++) {
                String prefix = "round" + round + "_";
                CyclicBarrier start = new CyclicBarrier(nodes);
                ExecutorService executor = Executors.newFixedThreadPool(nodes);
                List<Future<?>> running = new ArrayList<>();
                for (int node = 0; node < nodes; node++) {
                    running.add(executor.submit(() -> {
                        start.await();
                        initializer(pool, prefix, mode).initialize();
                        return null;
                    }));
                }
                for (Future<?> each : running) {
                    each.get(60, TimeUnit.SECONDS);
                }
                executor.shutdown();
            }
        }
    }

    @Test
    void makesTheSchemaWithFlyway() {
        try (HikariDataSource pool = this.database.pool()) {
            new IdempotencySchemaInitializer(pool, "Once_", "Own", Mode.FLYWAY, null).initialize();

            assertThat(new JdbcTemplate(pool)
                            .queryForList(
                                    "select table_name from information_schema.tables where table_schema = 'own'"
                                            + " order by 1",
                                    String.class))
                    .containsExactly(
                            "once_call_count",
                            "once_flyway_history",
                            "once_key_hit",
                            "once_lock",
                            "once_record",
                            "once_schedule",
                            "once_schedule_version");
            assertThat(new JdbcIdempotencyStore(pool, "Once_", "Own").find("nothing"))
                    .isEmpty();
        }
    }

    @Test
    void migratesBesideTablesOfOthers() {
        try (HikariDataSource pool = this.database.pool()) {
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

            assertThatCode(() -> initializer(pool, "idempotency_", Mode.FLYWAY).initialize())
                    .doesNotThrowAnyException();
        }
    }

    @Test
    void worksOnAPoolWithoutAutoCommit() {
        try (HikariDataSource pool = this.database.pool(settings -> settings.setAutoCommit(false))) {
            initializer(pool, "by_script_", Mode.ALWAYS).initialize();
            initializer(pool, "by_flyway_", Mode.FLYWAY).initialize();
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
                    .withMessageContaining("without Flyway on the class path acts as embedded")
                    .withMessageContaining("org.flywaydb:flyway-database-postgresql")
                    .withMessageContaining("migration/postgresql/V1__create_record_table.sql");
        }
    }

    @Test
    void namesTheModuleOfFlywayThatIsMissing() {
        try (HikariDataSource pool = this.database.pool()) {
            IdempotencySchemaInitializer initializer = new IdempotencySchemaInitializer(
                    pool,
                    "idempotency_",
                    null,
                    Mode.FLYWAY,
                    new FilteredClassLoader("org.flywaydb.database.postgresql"));

            assertThatExceptionOfType(SchemaNotReadyException.class)
                    .isThrownBy(initializer::initialize)
                    .satisfies(failure -> assertThat(failure.remedy())
                            .isEqualTo("Add the dependency org.flywaydb:flyway-database-postgresql."));
        }
    }

    @Test
    void findsATableThatLacksAColumn() {
        try (HikariDataSource pool = this.database.pool()) {
            initializer(pool, "idempotency_", Mode.ALWAYS).initialize();
            new JdbcTemplate(pool).execute("alter table idempotency_record drop column result");

            assertThatExceptionOfType(SchemaNotReadyException.class)
                    .isThrownBy(
                            () -> initializer(pool, "idempotency_", Mode.ALWAYS).initialize())
                    .withMessageContaining("result");
        }
    }

    @Test
    void addsTheTablesOfLaterVersionsToASchemaFromBeforeThem() {
        try (HikariDataSource pool = this.database.pool()) {
            initializer(pool, "idempotency_", Mode.FLYWAY).initialize();
            JdbcTemplate older = new JdbcTemplate(pool);
            List<String> later = List.of(
                    "idempotency_lock",
                    "idempotency_call_count",
                    "idempotency_key_hit",
                    "idempotency_schedule",
                    "idempotency_schedule_version");
            later.forEach(table -> older.execute("drop table " + table));
            older.update("delete from idempotency_flyway_history where version in ('2', '3', '4')");

            initializer(pool, "idempotency_", Mode.FLYWAY).initialize();

            assertThat(later)
                    .allSatisfy(
                            table -> assertThat(older.queryForObject("select count(*) from " + table, Integer.class))
                                    .isZero());
        }
    }

    @Test
    void findsThatTheTableOfLocksIsMissing() {
        try (HikariDataSource pool = this.database.pool()) {
            initializer(pool, "idempotency_", Mode.ALWAYS).initialize();
            new JdbcTemplate(pool).execute("drop table idempotency_lock");

            assertThatExceptionOfType(SchemaNotReadyException.class)
                    .isThrownBy(
                            () -> initializer(pool, "idempotency_", Mode.NEVER).initialize())
                    .withMessageContaining("idempotency_lock")
                    .withMessageContaining("migration/postgresql/V2__create_lock_table.sql");
        }
    }

    private static IdempotencySchemaInitializer initializer(DataSource dataSource, String prefix, Mode mode) {
        return new IdempotencySchemaInitializer(dataSource, prefix, null, mode, null);
    }
}
