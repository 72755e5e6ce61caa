package dev.idempotency.registry;

import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import dev.idempotency.once.StoreApplications;

class PostgresRegisteredSchedulesTests extends AbstractRegisteredSchedulesTests {

    private final ApplicationContextRunner application = StoreApplications.onPostgres();

    @Override
    ApplicationContextRunner application() {
        return this.application;
    }
}
