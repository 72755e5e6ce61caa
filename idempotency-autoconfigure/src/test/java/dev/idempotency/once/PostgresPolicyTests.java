package dev.idempotency.once;

import org.springframework.boot.test.context.runner.ApplicationContextRunner;

class PostgresPolicyTests extends AbstractPolicyTests {

    @Override
    ApplicationContextRunner application() {
        return StoreApplications.onPostgres();
    }
}
