package dev.idempotency.autoconfigure;

import java.util.Optional;

import dev.idempotency.IdempotencyRecord;
import dev.idempotency.IdempotencyRecords;

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
    public boolean forget(String task, String key) {
        return false;
    }

    @Override
    public boolean forget(String fullKey) {
        return false;
    }
}
