package dev.idempotency.once;

import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import dev.idempotency.aop.IdempotentApplication;

class MemoryRecordsTests extends AbstractRecordsTests {

    @Override
    ApplicationContextRunner application() {
        return IdempotentApplication.inMemory();
    }
}
