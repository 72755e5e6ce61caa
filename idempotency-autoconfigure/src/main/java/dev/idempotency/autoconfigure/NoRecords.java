package dev.idempotency.autoconfigure;

import java.util.List;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

import dev.idempotency.IdempotencyRecord;
import dev.idempotency.IdempotencyRecords;
import dev.idempotency.IdempotencyStatistics;
import dev.idempotency.StatisticsPeriod;
import dev.idempotency.Status;
import dev.idempotency.engine.WallClock;
import dev.idempotency.statistics.StatisticsReports;

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
    public IdempotencyStatistics statistics(StatisticsPeriod period) {
        return StatisticsReports.empty(period, WallClock.system().instant());
    }

    @Override
    public IdempotencyStatistics statistics(String task, StatisticsPeriod period) {
        return statistics(period);
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
