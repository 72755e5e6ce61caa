package dev.idempotency.once;

import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import dev.idempotency.aop.IdempotentApplication;
import dev.idempotency.testing.PostgresTestServer;

class PostgresPolicyTests extends AbstractPolicyTests {

    @Override
    ApplicationContextRunner application() {
        PostgresTestServer server = PostgresTestServer.get();
        return IdempotentApplication.withDatabase(server.url(server.createDatabase()))
                .withPropertyValues(
                        "spring.datasource.username=" + server.user(),
                        "spring.datasource.password=" + server.password(),
                        "spring.datasource.hikari.maximum-pool-size=4");
    }
}
