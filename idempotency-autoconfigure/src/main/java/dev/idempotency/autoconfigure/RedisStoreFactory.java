package dev.idempotency.autoconfigure;

import java.time.Duration;

import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

import dev.idempotency.store.RecordGate;
import dev.idempotency.store.redis.RedisIdempotencyStore;

/** Makes the store in Redis. Does not connect: a Redis that is down at start-up may be up when it is needed. */
final class RedisStoreFactory implements StoreFactory {

    private final RedisConnectionFactory connectionFactory;
    private final IdempotencyRedisProperties properties;

    RedisStoreFactory(RedisConnectionFactory connectionFactory, IdempotencyRedisProperties properties) {
        this.connectionFactory = connectionFactory;
        this.properties = properties;
    }

    @Override
    public StoreType type() {
        return StoreType.REDIS;
    }

    @Override
    public String description() {
        return address(this.connectionFactory) + ", keys below '" + this.properties.keyPrefix() + ":'";
    }

    @Override
    public RedisIdempotencyStore create() {
        if (this.properties.minReplicasAck() > 0 && !isLettuceWithOneMaster()) {
            throw new InvalidConfigurationPropertyValueException(
                    "idempotency.redis.min-replicas-ack",
                    this.properties.minReplicasAck(),
                    "Waiting for replicas needs Lettuce and a single master, alone or behind Sentinel. With Jedis, and"
                            + " with a cluster, the only valid value is 0.");
        }
        return new RedisIdempotencyStore(
                this.connectionFactory,
                this.properties.keyPrefix(),
                this.properties.minReplicasAck(),
                this.properties.ackTimeout());
    }

    /** The gate's part in a start-up log. */
    String gateDescription() {
        return address(this.connectionFactory) + ", keys below '" + gatePrefix() + ":',";
    }

    /** Makes a gate in Redis, beside the keys of a store that may have been there before. */
    RecordGate createGate(Duration copyTtl) {
        return RedisIdempotencyStore.gate(this.connectionFactory, gatePrefix(), copyTtl);
    }

    private String gatePrefix() {
        return this.properties.keyPrefix() + "-gate";
    }

    private boolean isLettuceWithOneMaster() {
        return this.connectionFactory instanceof LettuceConnectionFactory lettuce && !lettuce.isClusterAware();
    }

    /** Never the URL: it may hold a password. Jedis's factory cannot even be named without Jedis on the class path. */
    static String address(RedisConnectionFactory connectionFactory) {
        if (!(connectionFactory instanceof LettuceConnectionFactory lettuce)) {
            return "Redis";
        }
        if (lettuce.isClusterAware()) {
            return "Redis (cluster)";
        }
        return lettuce.isRedisSentinelAware()
                ? "Redis (Sentinel)"
                : "Redis at " + lettuce.getHostName() + ":" + lettuce.getPort();
    }
}
