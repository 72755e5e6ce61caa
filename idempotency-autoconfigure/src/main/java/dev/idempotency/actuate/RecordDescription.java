package dev.idempotency.actuate;

import java.time.Instant;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.OperationResponseBody;

import dev.idempotency.IdempotencyRecord;
import dev.idempotency.Status;
import dev.idempotency.key.ExecutionKey;

/**
 * A record as the endpoint shows it: without result and payload, without the message of a failure, which may repeat them,
 * and without whose key it is.
 *
 * @param key the key as given; shortened unless everybody shares it
 * @param fullKey the key in the store; {@code null} unless everybody shares it
 * @param error the class of the remembered failure; {@code null} unless failed
 */
record RecordDescription(
        String task,
        String key,
        @Nullable String fullKey,
        String scope,
        Status status,
        String executionId,
        long fencingToken,
        int attempt,
        Instant firstSeenAt,
        Instant startedAt,
        @Nullable Instant leaseUntil,
        @Nullable Instant completedAt,
        Instant expiresAt,
        long duplicates,
        @Nullable Instant lastDuplicateAt,
        @Nullable String error)
        implements OperationResponseBody {

    static RecordDescription of(IdempotencyRecord found) {
        boolean shared = found.scope().equals(ExecutionKey.GLOBAL);
        return new RecordDescription(
                found.task(),
                shared ? found.key() : ExecutionKey.shown(found.key()),
                shared ? found.fullKey() : null,
                found.scope(),
                found.status(),
                found.executionId(),
                found.fencingToken(),
                found.attempt(),
                found.firstSeenAt(),
                found.startedAt(),
                found.leaseUntil(),
                found.completedAt(),
                found.expiresAt(),
                found.duplicates(),
                found.lastDuplicateAt(),
                typeOf(found.error()));
    }

    private static @Nullable String typeOf(@Nullable String error) {
        int colon = error == null ? -1 : error.indexOf(':');
        return error == null || colon < 0 ? error : error.substring(0, colon);
    }
}
