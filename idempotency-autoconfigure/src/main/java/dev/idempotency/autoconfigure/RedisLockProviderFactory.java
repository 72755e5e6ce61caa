package dev.idempotency.autoconfigure;

import org.springframework.data.redis.connection.RedisConnectionFactory;

import dev.idempotency.lock.redis.RedisLockProvider;

/** Makes locks in Redis. Does not connect: a Redis that is down at start-up may be up when it is needed. */
final class RedisLockProviderFactory implements LockProviderFactory {

    private final RedisConnectionFactory connectionFactory;
    private final IdempotencyRedisProperties properties;

    RedisLockProviderFactory(RedisConnectionFactory connectionFactory, IdempotencyRedisProperties properties) {
        this.connectionFactory = connectionFactory;
        this.properties = properties;
    }

    @Override
    public LockProviderType type() {
        return LockProviderType.REDIS;
    }

    @Override
    public String description() {
        return "leases, " + RedisStoreFactory.address(this.connectionFactory) + ", keys below '"
                + this.properties.keyPrefix() + ":lock:'";
    }

    @Override
    public RedisLockProvider create() {
        return new RedisLockProvider(this.connectionFactory, this.properties.keyPrefix());
    }
}
