package dev.idempotency.guide;

import java.time.Duration;
import java.util.Optional;

import org.springframework.jdbc.core.simple.JdbcClient;

import dev.idempotency.DistributedLock;
import dev.idempotency.DistributedLocks;
import dev.idempotency.LockTimeoutException;

/** Examples of docs/locks.md. */
final class Locks {

    private Locks() {}

    static class Stock {

        private final DistributedLocks locks;
        private final Printer printer;
        private final JdbcClient jdbc;

        Stock(DistributedLocks locks, Printer printer, JdbcClient jdbc) {
            this.locks = locks;
            this.printer = printer;
            this.jdbc = jdbc;
        }

        // tag::with-lock
        Report count(String shelf) {
            return this.locks.withLock(
                    "shelf:" + shelf, // by this name
                    Duration.ofMinutes(1), // for so long at most
                    Duration.ofSeconds(2), // after waiting for so long at most
                    () -> this.printer.print("shelf " + shelf));
        }
        // end::with-lock

        // tag::timeout
        String countOrSay(String shelf) {
            try {
                return "counted, report " + count(shelf).number();
            } catch (LockTimeoutException ex) {
                return "somebody else is counting";
            }
        }
        // end::timeout

        // tag::try-acquire
        boolean countUnlessBusy(String shelf) {
            Optional<DistributedLock> lock = this.locks.tryAcquire("shelf:" + shelf, Duration.ofMinutes(1));
            lock.ifPresent(held -> {
                try (held) {
                    this.printer.print("shelf " + shelf);
                }
            });
            return lock.isPresent();
        }
        // end::try-acquire

        // tag::extend
        int countAll(Iterable<String> shelves) {
            int counted = 0;
            try (DistributedLock lock = this.locks.acquire("stock", Duration.ofSeconds(30), Duration.ZERO)) {
                for (String shelf : shelves) {
                    if (!lock.extend(Duration.ofSeconds(30))) {
                        break; // somebody else may be counting by now
                    }
                    this.printer.print("shelf " + shelf);
                    counted++;
                }
            }
            return counted;
        }
        // end::extend

        // tag::fencing
        boolean correct(String shelf, int items) {
            try (DistributedLock lock =
                    this.locks.acquire("shelf:" + shelf, Duration.ofMinutes(1), Duration.ofSeconds(10))) {
                int updated = this.jdbc
                        .sql("update shelf set items = :items, fence = :token where id = :id and fence < :token")
                        .param("items", items)
                        .param("token", lock.fencingToken())
                        .param("id", shelf)
                        .update();
                return updated == 1;
            }
        }
        // end::fencing
    }
}
