package dev.idempotency.autoconfigure;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Explains why the store that was asked for cannot be made. */
class StoreNotAvailableFailureAnalyzer extends AbstractFailureAnalyzer<StoreNotAvailableException> {

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, StoreNotAvailableException cause) {
        String property = "idempotency.store.type=" + cause.type().name().toLowerCase(Locale.ROOT);
        return switch (cause.type()) {
            case TIERED ->
                new FailureAnalysis(
                        property + " needs a DataSource bean, a RedisConnectionFactory bean and Resilience4j's circuit"
                                + " breaker, and there is no " + missing(cause) + ".",
                        "Add what is missing (spring-boot-starter-jdbc and a driver, spring-boot-starter-data-redis,"
                                + " io.github.resilience4j:resilience4j-circuitbreaker, which idempotency-starter"
                                + " brings), or choose auto, redis, jdbc or memory.",
                        cause);
            case REDIS ->
                new FailureAnalysis(
                        property + " needs a RedisConnectionFactory bean, and there is none, or more than one and none"
                                + " of them is primary.",
                        "Add spring-boot-starter-data-redis and set spring.data.redis.*, or choose auto, jdbc or memory.",
                        cause);
            default ->
                new FailureAnalysis(
                        property + " needs a DataSource bean, and there is none.",
                        "Add spring-boot-starter-jdbc and a driver and set spring.datasource.*, or choose auto, redis"
                                + " or memory.",
                        cause);
        };
    }

    private static String missing(StoreNotAvailableException cause) {
        List<String> missing = new ArrayList<>();
        if (!cause.isAvailable(StoreType.JDBC)) {
            missing.add("DataSource");
        }
        if (!cause.isAvailable(StoreType.REDIS)) {
            missing.add("RedisConnectionFactory, or more than one and none of them is primary");
        }
        return missing.isEmpty() ? "circuit breaker on the class path" : String.join(", and no ", missing);
    }
}
