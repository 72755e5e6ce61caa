package dev.idempotency.once;

import org.springframework.boot.test.context.runner.ApplicationContextRunner;

class TieredPostgresRedisPolicyTests extends AbstractPolicyTests {

    @Override
    ApplicationContextRunner application() {
        return StoreApplications.onTiered();
    }
}
