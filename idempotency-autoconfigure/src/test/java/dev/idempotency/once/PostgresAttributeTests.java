package dev.idempotency.once;

import org.springframework.boot.test.context.runner.ApplicationContextRunner;

class PostgresAttributeTests extends AbstractAttributeTests {

    @Override
    ApplicationContextRunner application() {
        return StoreApplications.onPostgres();
    }
}
