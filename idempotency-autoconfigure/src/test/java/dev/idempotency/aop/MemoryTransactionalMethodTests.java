package dev.idempotency.aop;

import java.util.UUID;

import org.springframework.boot.test.context.runner.ApplicationContextRunner;

/** This store cannot take part in the transaction, but waits for its end; so does Redis. */
class MemoryTransactionalMethodTests extends AbstractTransactionalMethodTests {

    @Override
    ApplicationContextRunner application() {
        return IdempotentApplication.withDatabase("jdbc:h2:mem:" + UUID.randomUUID())
                .withPropertyValues("idempotency.store.type=memory");
    }
}
