package dev.idempotency.once;

import java.util.UUID;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import dev.idempotency.aop.IdempotentApplication;
import dev.idempotency.autoconfigure.IdempotencyRedisAutoConfiguration;
import dev.idempotency.autoconfigure.IdempotencyTieredAutoConfiguration;
import dev.idempotency.testing.MariaDbTestServer;
import dev.idempotency.testing.PostgresTestServer;
import dev.idempotency.testing.RedisTestServer;

/** Applications that keep their records on the servers people really run, each apart from all others. */
public final class StoreApplications {

    private StoreApplications() {}

    /** On PostgreSQL, in a database of its own. */
    static ApplicationContextRunner onPostgres() {
        PostgresTestServer server = PostgresTestServer.get();
        return onPostgres(server.url(server.createDatabase()));
    }

    /** On PostgreSQL, in this database. */
    static ApplicationContextRunner onPostgres(String url) {
        PostgresTestServer server = PostgresTestServer.get();
        return IdempotentApplication.withDatabase(url)
                .withPropertyValues(
                        "spring.datasource.username=" + server.user(),
                        "spring.datasource.password=" + server.password(),
                        "spring.datasource.hikari.maximum-pool-size=4");
    }

    /** On MariaDB, in a database of its own. */
    static ApplicationContextRunner onMariaDb() {
        MariaDbTestServer server = MariaDbTestServer.get();
        return onMariaDb(server.url(server.createDatabase()));
    }

    /** On MariaDB, in this database. */
    static ApplicationContextRunner onMariaDb(String url) {
        MariaDbTestServer server = MariaDbTestServer.get();
        return IdempotentApplication.withDatabase(url)
                .withPropertyValues(
                        "spring.datasource.username=" + server.user(),
                        "spring.datasource.password=" + server.password(),
                        "spring.datasource.hikari.maximum-pool-size=4");
    }

    /** On Redis, with a prefix of its own. */
    public static ApplicationContextRunner onRedis() {
        RedisTestServer server = RedisTestServer.shared();
        return onRedis(server.host(), server.port());
    }

    /** On the Redis behind this address, with a prefix of its own. */
    static ApplicationContextRunner onRedis(String host, int port) {
        return IdempotentApplication.inMemory()
                .withConfiguration(AutoConfigurations.of(
                        DataRedisAutoConfiguration.class, IdempotencyRedisAutoConfiguration.class))
                .withPropertyValues(
                        "spring.data.redis.host=" + host,
                        "spring.data.redis.port=" + port,
                        "idempotency.redis.key-prefix=test-" + UUID.randomUUID());
    }

    /** On PostgreSQL with Redis in front of it, in a database and with a prefix of their own. */
    static ApplicationContextRunner onTiered() {
        PostgresTestServer postgres = PostgresTestServer.get();
        RedisTestServer redis = RedisTestServer.shared();
        return onTiered(
                postgres.url(postgres.createDatabase()), redis.host(), redis.port(), "test-" + UUID.randomUUID());
    }

    /** On this database with the Redis behind this address in front of it. */
    static ApplicationContextRunner onTiered(String url, String redisHost, int redisPort, String keyPrefix) {
        return onPostgres(url)
                .withConfiguration(AutoConfigurations.of(
                        DataRedisAutoConfiguration.class,
                        IdempotencyRedisAutoConfiguration.class,
                        IdempotencyTieredAutoConfiguration.class))
                .withPropertyValues(
                        "spring.data.redis.host=" + redisHost,
                        "spring.data.redis.port=" + redisPort,
                        "idempotency.redis.key-prefix=" + keyPrefix,
                        // Busy machines are slow, and a test of the way of a call is none of patience.
                        "idempotency.tiered.timeout=10s");
    }
}
