package dev.idempotency.once;

import org.springframework.boot.test.context.runner.ApplicationContextRunner;

class TieredPostgresRedisTemplateTests extends AbstractTemplateTests {

    @Override
    ApplicationContextRunner application() {
        return StoreApplications.onTiered();
    }
}
