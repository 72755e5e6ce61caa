package dev.idempotency.store.jdbc;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;

import javax.sql.DataSource;

import com.zaxxer.hikari.HikariDataSource;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.core.io.ClassPathResource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DelegatingDataSource;
import org.springframework.jdbc.datasource.init.DatabasePopulatorUtils;
import org.springframework.jdbc.datasource.init.ResourceDatabasePopulator;

/** A database that goes by a name which nobody knows, whatever it is. */
public final class UnknownDatabase extends DelegatingDataSource {

    static final String NAME = "Gupta SQLBase";

    private static final String SCRIPTS = "dev/idempotency/store/jdbc/migration/standard/";

    public UnknownDatabase(DataSource target) {
        super(target);
    }

    /** Runs the scripts that are shipped, as somebody would have to. */
    public static void runScripts(DataSource dataSource) {
        runScripts(dataSource, "idempotency_");
    }

    /** Runs the scripts with another prefix. */
    public static void runScripts(DataSource dataSource, String prefix) {
        for (String script : List.of(
                "V1__create_record_table.sql",
                "V2__create_lock_table.sql",
                "V3__create_statistics_tables.sql",
                "V4__create_schedule_tables.sql")) {
            try {
                byte[] adapted = new ClassPathResource(SCRIPTS + script)
                        .getContentAsString(StandardCharsets.UTF_8)
                        .replace("idempotency_", prefix)
                        .getBytes(StandardCharsets.UTF_8);
                DatabasePopulatorUtils.execute(
                        new ResourceDatabasePopulator(new ByteArrayResource(adapted)), dataSource);
            } catch (IOException ex) {
                throw new UncheckedIOException(ex);
            }
        }
    }

    /** H2 in a mode of its own under another name, with the clock in its own words: an interval has no fractions there. */
    public static HikariDataSource h2(String mode) {
        HikariDataSource pool = pool("jdbc:h2:mem:" + UUID.randomUUID() + ";MODE=" + mode);
        runScripts(pool);
        new JdbcTemplate(pool)
                .execute("create or replace view idempotency_clock (micros) as"
                        + " select cast(extract(epoch from current_timestamp) * 1000000 as bigint)");
        return pool;
    }

    /** HSQLDB, where spaces at the end count. */
    public static HikariDataSource hsqldb() {
        HikariDataSource pool = pool("jdbc:hsqldb:mem:" + UUID.randomUUID() + ";hsqldb.tx=mvcc");
        new JdbcTemplate(pool).execute("set database collation SQL_TEXT no pad");
        runScripts(pool);
        return pool;
    }

    private static HikariDataSource pool(String url) {
        HikariDataSource pool = new HikariDataSource();
        pool.setJdbcUrl(url);
        return pool;
    }

    @Override
    public Connection getConnection() throws SQLException {
        Connection connection = super.getConnection();
        return proxy(
                Connection.class,
                connection,
                "getMetaData",
                proxy(DatabaseMetaData.class, connection.getMetaData(), "getDatabaseProductName", NAME));
    }

    private static <T> T proxy(Class<T> type, T target, String method, Object answer) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (self, called, arguments) -> {
                    if (called.getName().equals(method)) {
                        return answer;
                    }
                    try {
                        return called.invoke(target, arguments);
                    } catch (InvocationTargetException ex) {
                        throw ex.getCause();
                    }
                }));
    }
}
