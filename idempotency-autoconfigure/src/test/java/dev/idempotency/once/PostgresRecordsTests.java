package dev.idempotency.once;

import org.springframework.boot.test.context.runner.ApplicationContextRunner;

class PostgresRecordsTests extends AbstractRecordsTests {

    @Override
    ApplicationContextRunner application() {
        return StoreApplications.onPostgres();
    }
}
