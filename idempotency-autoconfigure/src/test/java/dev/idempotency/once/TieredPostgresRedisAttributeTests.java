package dev.idempotency.once;

import org.springframework.boot.test.context.runner.ApplicationContextRunner;

class TieredPostgresRedisAttributeTests extends AbstractAttributeTests {

    @Override
    ApplicationContextRunner application() {
        return StoreApplications.onTiered();
    }
}
