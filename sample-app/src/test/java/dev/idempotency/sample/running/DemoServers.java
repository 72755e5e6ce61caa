package dev.idempotency.sample.running;

import java.io.PrintStream;
import java.util.Set;

import dev.idempotency.testing.PostgresTestServer;
import dev.idempotency.testing.RedisTestServer;

/** Starts servers for {@code demo.sh}, says where they are, and keeps them until it is ended. */
public final class DemoServers {

    private DemoServers() {}

    /** The arguments are {@code redis}, {@code postgres} or both. */
    public static void main(String[] arguments) throws InterruptedException {
        Set<String> wanted = Set.of(arguments);
        PrintStream out = System.out;
        if (wanted.contains("redis")) {
            RedisTestServer redis = RedisTestServer.shared();
            out.println("REDIS_URL=redis://" + redis.host() + ":" + redis.port());
        }
        if (wanted.contains("postgres")) {
            PostgresTestServer postgres = PostgresTestServer.get();
            out.println("POSTGRES_URL=" + postgres.url(postgres.createDatabase()));
            out.println("POSTGRES_USER=" + postgres.user());
            out.println("POSTGRES_PASSWORD=" + postgres.password());
        }
        out.println("READY=yes");
        out.flush();
        Thread.currentThread().join();
    }
}
