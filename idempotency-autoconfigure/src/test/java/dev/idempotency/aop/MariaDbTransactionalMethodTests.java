package dev.idempotency.aop;

import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import dev.idempotency.testing.MariaDbTestServer;

class MariaDbTransactionalMethodTests extends AbstractSharedDataSourceTests {

    @Override
    ApplicationContextRunner application() {
        MariaDbTestServer server = MariaDbTestServer.get();
        return IdempotentApplication.withDatabase(server.url(server.createDatabase()))
                .withPropertyValues(
                        "spring.datasource.username=" + server.user(),
                        "spring.datasource.password=" + server.password(),
                        "spring.datasource.hikari.maximum-pool-size=4");
    }
}
