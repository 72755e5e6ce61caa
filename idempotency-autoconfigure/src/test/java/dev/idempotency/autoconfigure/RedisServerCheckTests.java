package dev.idempotency.autoconfigure;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

import dev.idempotency.testing.RedisTestServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

@ExtendWith(OutputCaptureExtension.class)
class RedisServerCheckTests {

    private static ConfigurableApplicationContext start(RedisTestServer server, String store) {
        return new SpringApplicationBuilder(Application.class)
                .web(WebApplicationType.NONE)
                .properties(
                        "idempotency.store.type=" + store,
                        "spring.data.redis.host=" + server.host(),
                        "spring.data.redis.port=" + server.port(),
                        "spring.autoconfigure.exclude=org.springframework.boot.jdbc.autoconfigure."
                                + "DataSourceAutoConfiguration")
                .run();
    }

    @Test
    void warnsOfAServerThatEvicts(CapturedOutput output) {
        try (RedisTestServer server = RedisTestServer.start("maxmemory-policy allkeys-lru");
                ConfigurableApplicationContext application = start(server, "redis")) {
            await().until(() -> application.isRunning() && output.getOut().contains("append-only file"));
            assertThat(output.getOut().lines().filter(line -> line.contains("maxmemory-policy")))
                    .singleElement()
                    .asString()
                    .contains("WARN", "Redis may evict records", "'allkeys-lru'");
        }
    }

    /** That nothing is said later cannot be seen; that nobody is about to say it can. */
    @Test
    void doesNotAskAServerThatKeepsNoRecords(CapturedOutput output) {
        try (RedisTestServer server = RedisTestServer.start("maxmemory-policy allkeys-lru");
                ConfigurableApplicationContext application = start(server, "memory")) {
            assertThat(application.isRunning()).isTrue();
            assertThat(Thread.getAllStackTraces().keySet())
                    .extracting(Thread::getName)
                    .doesNotContain("idempotency-redis-check");
            assertThat(output.getOut()).doesNotContain("Redis may evict");
        }
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Application {}
}
