package dev.idempotency.store.jdbc;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.SQLException;

import javax.sql.DataSource;

import org.springframework.core.io.ByteArrayResource;
import org.springframework.core.io.ClassPathResource;
import org.springframework.jdbc.datasource.DelegatingDataSource;
import org.springframework.jdbc.datasource.init.DatabasePopulatorUtils;
import org.springframework.jdbc.datasource.init.ResourceDatabasePopulator;

/** A database that goes by a name which nobody knows, whatever it is. */
final class UnknownDatabase extends DelegatingDataSource {

    static final String NAME = "Gupta SQLBase";

    private static final String SCRIPT = "dev/idempotency/store/jdbc/migration/standard/V1__create_record_table.sql";

    UnknownDatabase(DataSource target) {
        super(target);
    }

    /** Runs the script that is shipped, as somebody would have to. */
    static void runScript(DataSource dataSource) {
        runScript(dataSource, "idempotency_");
    }

    /** Runs the script with another prefix. */
    static void runScript(DataSource dataSource, String prefix) {
        try {
            String script = new ClassPathResource(SCRIPT)
                    .getContentAsString(StandardCharsets.UTF_8)
                    .replace("idempotency_", prefix);
            DatabasePopulatorUtils.execute(
                    new ResourceDatabasePopulator(new ByteArrayResource(script.getBytes(StandardCharsets.UTF_8))),
                    dataSource);
        } catch (IOException ex) {
            throw new UncheckedIOException(ex);
        }
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
