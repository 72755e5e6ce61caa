package dev.idempotency.sample.background;

import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

import org.springframework.stereotype.Component;

import dev.idempotency.IdempotencyRecord;
import dev.idempotency.IdempotencyRecords;
import dev.idempotency.Status;
import dev.idempotency.sample.web.RefusedException;

/** Knows which execution answers a request for work in the background, and what has become of it. */
@Component
public class Desk {

    private final Requests requests;
    private final IdempotencyRecords records;

    Desk(Requests requests, IdempotencyRecords records) {
        this.requests = requests;
        this.records = records;
    }

    /**
     * What to tell a caller.
     *
     * @param work what was called
     * @param result what the call returned
     * @param executionId the execution that a result comes from
     */
    public <T> WorkTicket ticket(Work work, CompletableFuture<T> result, Function<T, String> executionId) {
        if (!result.isDone()) {
            Optional<IdempotencyRecord> record = this.records.find(work.task(), work.key());
            if (record.isPresent()) {
                IdempotencyRecord found = record.get();
                return ticket(
                        found.executionId(),
                        work,
                        found.status() == Status.DONE ? WorkStatus.DONE : WorkStatus.RUNNING);
            }
        }
        // Done, or failed a moment ago and being tried again: then only the future knows by which execution.
        return ticket(executionId.apply(join(result)), work, WorkStatus.DONE);
    }

    private WorkTicket ticket(String executionId, Work work, WorkStatus status) {
        return new WorkTicket(executionId, !this.requests.add(executionId, work), status);
    }

    private static <T> T join(CompletableFuture<T> result) {
        try {
            return result.orTimeout(10, TimeUnit.SECONDS).join();
        } catch (CompletionException ex) {
            throw ex.getCause() instanceof RuntimeException cause ? cause : ex;
        }
    }

    /**
     * What has become of an execution: its result, or empty while it is running.
     *
     * @param results where the results of this task are
     * @throws RefusedException if nobody has been told of such an execution of {@code task}, or it will not have a result
     *     any more
     */
    public <T> Optional<T> find(String task, String executionId, Function<String, Optional<T>> results) {
        Work work = this.requests
                .find(executionId)
                .filter(found -> found.task().equals(task))
                .orElseThrow(() -> RefusedException.unknown("There is no execution " + executionId + "."));
        // In this order: an execution that ends in between has its result in the table by then.
        boolean running = this.records
                .find(task, work.key())
                .filter(record -> isRunning(record, executionId))
                .isPresent();
        if (running) {
            return Optional.empty();
        }
        return Optional.of(results.apply(executionId)
                .orElseThrow(() -> RefusedException.gone("Execution " + executionId + " failed; ask for it again.")));
    }

    /** A record whose lease has passed is that of an instance that died; the next request takes the key over. */
    private static boolean isRunning(IdempotencyRecord record, String executionId) {
        return record.status() == Status.RUNNING
                && record.executionId().equals(executionId)
                && record.leaseUntil() != null
                && record.leaseUntil().isAfter(Instant.now());
    }
}
