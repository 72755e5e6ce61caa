package dev.idempotency.registry;

import java.util.UUID;

import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import dev.idempotency.aop.IdempotentApplication;

class H2RegisteredSchedulesTests extends AbstractRegisteredSchedulesTests {

    private final String url = "jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1";

    @Override
    ApplicationContextRunner application() {
        return IdempotentApplication.withDatabase(this.url);
    }
}
