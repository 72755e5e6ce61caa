package dev.idempotency.benchmarks.compare;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.UUID;

import javax.sql.DataSource;

import net.javacrumbs.shedlock.provider.jdbctemplate.JdbcTemplateLockProvider;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.JdbcTemplate;

import dev.idempotency.benchmarks.Options;
import dev.idempotency.benchmarks.server.Postgres;
import dev.idempotency.store.IdempotencyStore;

/** Candidates that share one PostgreSQL and one pool of connections to it. */
public final class PostgresComparison {

    private PostgresComparison() {}

    public static void run(Options options) throws Exception {
        try (Postgres postgres = Postgres.start(options.get("durable", 0) == 1);
                ConfigurableApplicationContext application = Application.start(
                        "idempotency.store.type=jdbc",
                        "idempotency.jdbc.initialize-schema=always",
                        "spring.datasource.url=" + postgres.url(),
                        "spring.datasource.username=postgres",
                        "spring.datasource.password=postgres")) {
            Work work = application.getBean(Work.class);
            DataSource dataSource = application.getBean(DataSource.class);
            createTables(dataSource);
            Comparison comparison = new Comparison(options, work);
            comparison.add(new RawJdbc("raw JDBC: insert on conflict, update", dataSource, work));
            comparison.add(new RawJdbc("raw JDBC again (control)", dataSource, work));
            comparison.add(new RawSelect(dataSource, work));
            comparison.add(new ThroughTheAspect(application.getBean(Orders.class)));
            comparison.add(new ThroughTheStore(
                    "the library's store alone", application.getBean(IdempotencyStore.class), work));
            comparison.add(new ThroughShedLock(
                    "ShedLock 7.10.1, jdbc-template (no result)",
                    new JdbcTemplateLockProvider(JdbcTemplateLockProvider.Configuration.builder()
                            .withJdbcTemplate(new JdbcTemplate(dataSource))
                            .usingDbTime()
                            .build()),
                    work));
            comparison.run();
        }
    }

    private static void createTables(DataSource dataSource) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("create table raw_order (record_key varchar(255) primary key, owner uuid not null, "
                    + "status char(1) not null, until timestamptz not null, result bytea)");
            statement.execute("create table shedlock (name varchar(64) primary key, lock_until timestamp not null, "
                    + "locked_at timestamp not null, locked_by varchar(255) not null)");
        }
    }

    /** As few statements as it can be done with, without fences; a duplicate learns that it is one, and no result. */
    private static class RawJdbc implements Candidate {

        private static final String CLAIM = "insert into raw_order (record_key, owner, status, until) "
                + "values (?, ?, 'R', clock_timestamp() + interval '5 minutes') on conflict do nothing";
        private static final String COMPLETION = "update raw_order set status = 'D', result = ?, "
                + "until = clock_timestamp() + interval '1 hour' where record_key = ? and owner = ? and status = 'R'";

        private final String name;
        private final DataSource dataSource;
        private final Work work;

        RawJdbc(String name, DataSource dataSource, Work work) {
            this.name = name;
            this.dataSource = dataSource;
            this.work = work;
        }

        @Override
        public String name() {
            return this.name;
        }

        private boolean claims(String key, UUID owner) throws SQLException {
            try (Connection connection = this.dataSource.getConnection();
                    PreparedStatement statement = connection.prepareStatement(CLAIM)) {
                statement.setString(1, "raw:orders:global:" + key);
                statement.setObject(2, owner);
                return statement.executeUpdate() == 1;
            }
        }

        @Override
        public void first(String key) throws SQLException {
            UUID owner = UUID.randomUUID();
            Work.check(claims(key, owner), "The first claim is blocked");
            byte[] result = this.work.run().getBytes(StandardCharsets.UTF_8);
            try (Connection connection = this.dataSource.getConnection();
                    PreparedStatement statement = connection.prepareStatement(COMPLETION)) {
                statement.setBytes(1, result);
                statement.setString(2, "raw:orders:global:" + key);
                statement.setObject(3, owner);
                Work.check(statement.executeUpdate() == 1, "The claim is lost");
            }
        }

        @Override
        public void duplicate(String key) throws SQLException {
            Work.check(!claims(key, UUID.randomUUID()), "The duplicate has the claim");
        }
    }

    /** A duplicate that reads the result and does not try to claim: less than that cannot be asked for. */
    private static final class RawSelect extends RawJdbc {

        private static final String SELECT =
                "select status, result from raw_order " + "where record_key = ? and until > clock_timestamp()";

        private final DataSource dataSource;

        RawSelect(DataSource dataSource, Work work) {
            super("raw JDBC, duplicates by a select of the result", dataSource, work);
            this.dataSource = dataSource;
        }

        @Override
        public void duplicate(String key) throws SQLException {
            try (Connection connection = this.dataSource.getConnection();
                    PreparedStatement statement = connection.prepareStatement(SELECT)) {
                statement.setString(1, "raw:orders:global:" + key);
                try (ResultSet row = statement.executeQuery()) {
                    Work.check(row.next(), "The duplicate finds no record");
                    Work.checkReceipt(new String(row.getBytes(2), StandardCharsets.UTF_8));
                }
            }
        }
    }
}
