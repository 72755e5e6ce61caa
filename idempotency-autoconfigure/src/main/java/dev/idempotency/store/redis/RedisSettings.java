package dev.idempotency.store.redis;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;

import org.springframework.data.redis.connection.RedisConnection;

/**
 * What a Redis server says of its settings, as far as it matters to what is kept on it. Needs the command INFO only, which
 * hosted servers allow where they do not allow CONFIG. Of a cluster, what one of its nodes says.
 *
 * @param evictionPolicy its {@code maxmemory-policy}
 * @param appendsToFile whether every write is appended to a file
 */
record RedisSettings(String evictionPolicy, boolean appendsToFile) {

    private static final String NO_EVICTION = "noeviction";

    /**
     * Asks the server.
     *
     * @throws RuntimeException the driver's, if it does not answer
     */
    static RedisSettings of(RedisConnection connection) {
        return new RedisSettings(
                answer(connection, "memory", "maxmemory_policy").orElse(NO_EVICTION),
                answer(connection, "persistence", "aof_enabled").orElse("1").equals("1"));
    }

    /** A cluster's answers are named after the nodes that gave them. */
    private static Optional<String> answer(RedisConnection connection, String section, String property) {
        Properties info = connection.serverCommands().info(section);
        return info == null
                ? Optional.empty()
                : info.stringPropertyNames().stream()
                        .filter(name -> name.equals(property) || name.endsWith("." + property))
                        .map(info::getProperty)
                        .findFirst();
    }

    /**
     * Why records may vanish before their time, and what to do about it.
     *
     * @see <a href="https://redis.io/docs/latest/develop/reference/eviction/">Key eviction</a>
     * @see <a href="https://redis.io/docs/latest/operate/oss_and_stack/management/persistence/">Persistence</a>
     */
    List<String> concerns() {
        List<String> concerns = new ArrayList<>();
        if (!this.evictionPolicy.equals(NO_EVICTION)) {
            concerns.add("Redis may evict records when its memory is full, because its maxmemory-policy is '"
                    + this.evictionPolicy + "'; what an evicted record protects runs again. Set it to '" + NO_EVICTION
                    + "', or keep records on a server of their own.");
        }
        if (!this.appendsToFile) {
            concerns.add("Redis has no append-only file: after a crash it has forgotten what came after its last"
                    + " snapshot, if it makes any, and that runs again. Set appendonly to 'yes', or keep records in a"
                    + " database.");
        }
        return concerns;
    }
}
