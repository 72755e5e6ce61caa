package dev.idempotency.once;

import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import dev.idempotency.aop.IdempotentApplication;

class MemoryAttributeTests extends AbstractAttributeTests {

    @Override
    ApplicationContextRunner application() {
        return IdempotentApplication.inMemory();
    }
}
