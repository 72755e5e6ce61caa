package dev.idempotency.autoconfigure;

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
                        property + " is not available yet in this version.",
                        "Choose auto, redis, jdbc or memory. Where both a DataSource and Redis are there, auto and jdbc"
                                + " keep the records in the DataSource.",
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
}
