package dev.idempotency.once;

import java.util.UUID;

import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import dev.idempotency.aop.IdempotentApplication;
import dev.idempotency.autoconfigure.IdempotencyRedisAutoConfiguration;
import dev.idempotency.testing.RedisTestServer;
import dev.idempotency.testing.RedisWireTap;

import static org.assertj.core.api.Assertions.assertThat;

class RedisRunsOnceTests extends AbstractSharedStoreTests {

    private final RedisTestServer server = RedisTestServer.shared();
    private final String prefix = "once-" + UUID.randomUUID();

    @Override
    ApplicationContextRunner application() {
        return application(this.server.host(), this.server.port());
    }

    private ApplicationContextRunner application(String host, int port) {
        return IdempotentApplication.inMemory()
                .withConfiguration(AutoConfigurations.of(
                        DataRedisAutoConfiguration.class, IdempotencyRedisAutoConfiguration.class))
                .withPropertyValues(
                        "spring.data.redis.host=" + host,
                        "spring.data.redis.port=" + port,
                        "idempotency.redis.key-prefix=" + this.prefix);
    }

    @Test
    void costsTwoRoundTripsForAnExecutionAndOneForADuplicate() throws Exception {
        try (RedisWireTap tap = new RedisWireTap(this.server)) {
            application(tap.host(), tap.port())
                    .withUserConfiguration(Config.class)
                    .withBean(Work.class)
                    .run(context -> {
                        Service service = context.getBean(Service.class);
                        service.run("loads the scripts");
                        service.run("loads the scripts");
                        tap.clear();
                        service.run("counted");
                        assertThat(tap.commands()).containsExactly("EVALSHA", "EVALSHA");

                        tap.clear();
                        service.run("counted");
                        assertThat(tap.commands()).containsExactly("EVALSHA");
                    });
        }
    }
}
