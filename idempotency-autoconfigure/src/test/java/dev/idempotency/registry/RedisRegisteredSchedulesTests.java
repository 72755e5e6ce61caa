package dev.idempotency.registry;

import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import dev.idempotency.once.StoreApplications;

class RedisRegisteredSchedulesTests extends AbstractRegisteredSchedulesTests {

    private final ApplicationContextRunner application = StoreApplications.onRedis();

    @Override
    ApplicationContextRunner application() {
        return this.application;
    }
}
