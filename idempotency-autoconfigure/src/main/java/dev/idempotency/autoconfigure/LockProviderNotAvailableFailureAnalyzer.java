package dev.idempotency.autoconfigure;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Explains why the locks that were asked for cannot be made. */
class LockProviderNotAvailableFailureAnalyzer extends AbstractFailureAnalyzer<LockProviderNotAvailableException> {

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, LockProviderNotAvailableException cause) {
        String property = "idempotency.lock.provider=" + cause.type().value();
        if (cause.found() != null) {
            return new FailureAnalysis(
                    property + " needs PostgreSQL, and the " + cause.found() + " leads to another database.",
                    "Choose jdbc, which needs nothing but a table, or auto, redis or memory; or set"
                            + " idempotency.jdbc.data-source to a DataSource that leads to PostgreSQL.",
                    cause);
        }
        return cause.type() == LockProviderType.REDIS
                ? new FailureAnalysis(
                        property + " needs a RedisConnectionFactory bean, and there is none, or more than one and none"
                                + " of them is primary.",
                        "Add spring-boot-starter-data-redis and set spring.data.redis.*, or choose auto, jdbc,"
                                + " postgres-advisory or memory.",
                        cause)
                : new FailureAnalysis(
                        property + " needs a DataSource bean, and there is none.",
                        "Add spring-boot-starter-jdbc and a driver and set spring.datasource.*, or choose auto, redis"
                                + " or memory.",
                        cause);
    }
}
