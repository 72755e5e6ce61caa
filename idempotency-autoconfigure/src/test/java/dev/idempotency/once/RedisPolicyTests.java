package dev.idempotency.once;

import org.springframework.boot.test.context.runner.ApplicationContextRunner;

class RedisPolicyTests extends AbstractPolicyTests {

    @Override
    ApplicationContextRunner application() {
        return StoreApplications.onRedis();
    }
}
