package dev.idempotency.once;

import org.springframework.boot.test.context.runner.ApplicationContextRunner;

class MariaDbPolicyTests extends AbstractPolicyTests {

    @Override
    ApplicationContextRunner application() {
        return StoreApplications.onMariaDb();
    }
}
