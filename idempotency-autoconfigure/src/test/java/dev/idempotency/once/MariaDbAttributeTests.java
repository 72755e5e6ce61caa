package dev.idempotency.once;

import org.springframework.boot.test.context.runner.ApplicationContextRunner;

class MariaDbAttributeTests extends AbstractAttributeTests {

    @Override
    ApplicationContextRunner application() {
        return StoreApplications.onMariaDb();
    }
}
