package dev.idempotency.once;

import java.util.UUID;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import dev.idempotency.aop.IdempotentApplication;
import dev.idempotency.autoconfigure.IdempotencyRedisAutoConfiguration;
import dev.idempotency.testing.RedisTestServer;

class RedisPolicyTests extends AbstractPolicyTests {

    @Override
    ApplicationContextRunner application() {
        RedisTestServer server = RedisTestServer.shared();
        return IdempotentApplication.inMemory()
                .withConfiguration(AutoConfigurations.of(
                        DataRedisAutoConfiguration.class, IdempotencyRedisAutoConfiguration.class))
                .withPropertyValues(
                        "spring.data.redis.host=" + server.host(),
                        "spring.data.redis.port=" + server.port(),
                        "idempotency.redis.key-prefix=policy-" + UUID.randomUUID());
    }
}
