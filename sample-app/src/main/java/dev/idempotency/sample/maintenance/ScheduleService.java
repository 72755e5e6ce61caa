package dev.idempotency.sample.maintenance;

import java.time.Duration;
import java.time.LocalTime;

import org.springframework.stereotype.Service;

import dev.idempotency.DistributedLocks;
import dev.idempotency.sample.web.RefusedException;

/** Takes schedules. */
@Service
class ScheduleService {

    private static final Duration LEASE = Duration.ofSeconds(10);
    private static final Duration WAIT = Duration.ofSeconds(5);

    private final Schedules schedules;
    private final DistributedLocks locks;

    ScheduleService(Schedules schedules, DistributedLocks locks) {
        this.schedules = schedules;
        this.locks = locks;
    }

    /**
     * Adds a schedule. Looking whether there is time for it and adding it happen under the asset's lock: otherwise two
     * instances would each find the same time free.
     *
     * @throws RefusedException if the asset has another schedule at that time
     */
    Schedule add(String asset, String title, LocalTime from, LocalTime to) {
        return this.locks.withLock("asset:" + asset, LEASE, WAIT, () -> {
            this.schedules.overlapping(asset, from, to).ifPresent(other -> {
                throw RefusedException.conflict("It overlaps '%s', from %s to %s, of the same asset."
                        .formatted(other.title(), other.from(), other.to()));
            });
            return this.schedules.add(asset, title, from, to);
        });
    }
}
