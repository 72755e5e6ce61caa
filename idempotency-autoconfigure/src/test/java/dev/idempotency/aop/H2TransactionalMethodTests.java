package dev.idempotency.aop;

import java.util.UUID;

import org.springframework.boot.test.context.runner.ApplicationContextRunner;

class H2TransactionalMethodTests extends AbstractSharedDataSourceTests {

    @Override
    ApplicationContextRunner application() {
        return IdempotentApplication.withDatabase("jdbc:h2:mem:" + UUID.randomUUID());
    }
}
