package dev.idempotency.sample.profiles;

import java.util.ArrayList;
import java.util.List;

import dev.idempotency.testing.PostgresTestServer;
import dev.idempotency.testing.RedisTestServer;

/** What an instance is to be told of the servers of its profiles. */
final class Servers {

    private Servers() {}

    static List<String> redis() {
        RedisTestServer server = RedisTestServer.shared();
        return List.of("--spring.data.redis.url=redis://" + server.host() + ":" + server.port());
    }

    /** Of a database of its own. */
    static List<String> postgres() {
        PostgresTestServer server = PostgresTestServer.get();
        return List.of(
                "--spring.datasource.url=" + server.url(server.createDatabase()),
                "--spring.datasource.username=" + server.user(),
                "--spring.datasource.password=" + server.password());
    }

    static List<String> both() {
        List<String> both = new ArrayList<>(redis());
        both.addAll(postgres());
        return both;
    }
}
