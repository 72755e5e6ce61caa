package dev.idempotency.once;

import java.util.UUID;

import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import dev.idempotency.statistics.StatisticsFlush;
import dev.idempotency.testing.RedisTestServer;
import dev.idempotency.testing.RedisWireTap;

import static org.assertj.core.api.Assertions.assertThat;

class RedisStatisticsTests extends AbstractStatisticsTests {

    private final RedisTestServer server = RedisTestServer.shared();
    private final String prefix = "test-" + UUID.randomUUID();
    private String host = this.server.host();
    private int port = this.server.port();

    @Override
    ApplicationContextRunner store() {
        return StoreApplications.onRedis(this.host, this.port)
                .withPropertyValues("idempotency.redis.key-prefix=" + this.prefix);
    }

    /** Counted on the wire, as {@link RedisRunsOnceTests} does without them. */
    @Test
    void costNothingOnTheWayOfACall() throws Exception {
        try (RedisWireTap tap = new RedisWireTap(this.server)) {
            this.host = tap.host();
            this.port = tap.port();
            application().run(context -> {
                Service service = context.getBean(Service.class);
                service.act("loads the scripts");
                service.act("loads the scripts");
                tap.clear();
                service.act("counted");
                assertThat(tap.commands()).containsExactly("EVALSHA", "EVALSHA");

                tap.clear();
                service.act("counted");
                assertThat(tap.commands()).containsExactly("EVALSHA");

                tap.clear();
                context.getBean(StatisticsFlush.class).flush();
                assertThat(tap.commands()).isNotEmpty().allMatch(command -> command.startsWith("EVAL"));
            });
        }
    }
}
