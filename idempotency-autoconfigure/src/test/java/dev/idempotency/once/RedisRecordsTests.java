package dev.idempotency.once;

import org.springframework.boot.test.context.runner.ApplicationContextRunner;

class RedisRecordsTests extends AbstractRecordsTests {

    @Override
    ApplicationContextRunner application() {
        return StoreApplications.onRedis();
    }
}
