package dev.idempotency.once;

import org.springframework.boot.test.context.runner.ApplicationContextRunner;

class MariaDbRecordsTests extends AbstractRecordsTests {

    @Override
    ApplicationContextRunner application() {
        return StoreApplications.onMariaDb();
    }
}
