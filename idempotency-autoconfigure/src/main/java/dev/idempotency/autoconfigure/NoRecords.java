package dev.idempotency.autoconfigure;

import java.util.List;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

import dev.idempotency.IdempotencyRecord;
import dev.idempotency.IdempotencyRecords;
import dev.idempotency.Status;

/** The records of an application whose protection is switched off: nothing is claimed, so there are none. */
final class NoRecords implements IdempotencyRecords {

    @Override
    public Optional<IdempotencyRecord> find(String task, String key) {
        return Optional.empty();
    }

    @Override
    public Optional<IdempotencyRecord> find(String fullKey) {
        return Optional.empty();
    }

    @Override
    public Optional<IdempotencyRecord> findByExecutionId(String executionId) {
        return Optional.empty();
    }

    @Override
    public List<IdempotencyRecord> list(String task, @Nullable Status status, int offset, int limit) {
        return List.of();
    }

    @Override
    public boolean forget(String task, String key) {
        return false;
    }

    @Override
    public boolean forget(String fullKey) {
        return false;
    }
}
