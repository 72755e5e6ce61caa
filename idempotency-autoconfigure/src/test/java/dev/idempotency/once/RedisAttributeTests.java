package dev.idempotency.once;

import org.springframework.boot.test.context.runner.ApplicationContextRunner;

class RedisAttributeTests extends AbstractAttributeTests {

    @Override
    ApplicationContextRunner application() {
        return StoreApplications.onRedis();
    }
}
