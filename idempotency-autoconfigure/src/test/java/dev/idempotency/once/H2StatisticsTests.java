package dev.idempotency.once;

import java.util.UUID;

import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import dev.idempotency.aop.IdempotentApplication;

class H2StatisticsTests extends AbstractStatisticsTests {

    private final String url = "jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1";

    @Override
    ApplicationContextRunner store() {
        return IdempotentApplication.withDatabase(this.url);
    }
}
