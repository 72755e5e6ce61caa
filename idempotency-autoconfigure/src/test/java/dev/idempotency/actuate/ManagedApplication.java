package dev.idempotency.actuate;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Arrays;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.flyway.autoconfigure.FlywayAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.scheduling.annotation.Async;
import org.springframework.scheduling.annotation.EnableAsync;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.scheduling.annotation.Scheduled;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import dev.idempotency.IdempotencyScopeResolver;
import dev.idempotency.Idempotent;
import dev.idempotency.test.SettableClock;

/** An application with its endpoints on a real server, and the way to ask them. */
final class ManagedApplication implements AutoCloseable {

    /** Nobody needs them whose records are in memory. */
    private static final String WITHOUT_SERVERS = Stream.of(
                    DataSourceAutoConfiguration.class, FlywayAutoConfiguration.class, DataRedisAutoConfiguration.class)
            .map(Class::getName)
            .collect(Collectors.joining(","));

    private final HttpClient client = HttpClient.newHttpClient();
    private final ConfigurableApplicationContext context;

    private ManagedApplication(ConfigurableApplicationContext context) {
        this.context = context;
    }

    static ManagedApplication start(WebApplicationType type, String... properties) {
        return new ManagedApplication(new SpringApplicationBuilder(Application.class)
                .web(type)
                .properties(
                        "server.port=0",
                        "spring.reactor.netty.shutdown-quiet-period=0s",
                        "spring.main.banner-mode=off",
                        "spring.datasource.generate-unique-name=true",
                        "management.endpoints.web.exposure.include=*",
                        "management.endpoint.health.show-details=always",
                        "spring.autoconfigure.exclude=" + WITHOUT_SERVERS,
                        "idempotency.namespace=office",
                        "idempotency.store.type=memory",
                        "idempotency.statistics.flush-interval=5m",
                        "idempotency.zone=UTC")
                .run(Arrays.stream(properties).map(property -> "--" + property).toArray(String[]::new)));
    }

    <T> T bean(Class<T> type) {
        return this.context.getBean(type);
    }

    Answer get(String path) {
        return send("GET", path);
    }

    Answer delete(String path) {
        return send("DELETE", path);
    }

    private Answer send(String method, String path) {
        String port = this.context.getEnvironment().getRequiredProperty("local.server.port");
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/actuator/" + path))
                .method(method, HttpRequest.BodyPublishers.noBody())
                .build();
        try {
            return Answer.of(this.client.send(request, HttpResponse.BodyHandlers.ofString()));
        } catch (IOException ex) {
            throw new IllegalStateException(ex);
        } catch (InterruptedException ex) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(ex);
        }
    }

    @Override
    public void close() {
        this.context.close();
    }

    record Answer(int status, String contentType, String body) {

        static Answer of(HttpResponse<String> response) {
            return new Answer(
                    response.statusCode(),
                    response.headers().firstValue("Content-Type").orElse(""),
                    Objects.requireNonNull(response.body()));
        }

        JsonNode json() {
            return new JsonMapper().readTree(this.body);
        }

        /** As pages show it. */
        String pretty() {
            return new JsonMapper().writerWithDefaultPrettyPrinter().writeValueAsString(json());
        }

        Stream<JsonNode> each(String array) {
            return json().get(array).valueStream();
        }
    }

    static class Reports {

        @Async
        @Idempotent(key = "#name", category = "report", window = "day")
        public void generate(String name) {}

        @Idempotent(key = "#name", scope = "user", maxAttempts = 1)
        public String personal(String name) {
            if (name.startsWith("bad")) {
                throw new IllegalStateException("the account DE02 1203 is empty");
            }
            return "the secret result";
        }
    }

    static class Mailer {

        @Scheduled(cron = "0 0 7 * * MON-FRI")
        @Idempotent
        public void remind() {}

        @Scheduled(cron = "0 0 8 * * *")
        public void greet() {}
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    @EnableAsync
    @EnableScheduling
    @Import(SettableClock.class)
    static class Application {

        @Bean
        Reports reports() {
            return new Reports();
        }

        @Bean
        Mailer mailer() {
            return new Mailer();
        }

        @Bean
        IdempotencyScopeResolver user() {
            return () -> "ann@example.org";
        }
    }
}
