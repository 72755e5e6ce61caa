package dev.idempotency.once;

import org.springframework.boot.test.context.runner.ApplicationContextRunner;

class TieredPostgresRedisRecordsTests extends AbstractRecordsTests {

    @Override
    ApplicationContextRunner application() {
        return StoreApplications.onTiered();
    }
}
