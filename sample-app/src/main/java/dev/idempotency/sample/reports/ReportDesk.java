package dev.idempotency.sample.reports;

import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;

import org.springframework.stereotype.Component;

import dev.idempotency.IdempotencyRecord;
import dev.idempotency.IdempotencyRecords;
import dev.idempotency.Status;
import dev.idempotency.sample.web.RefusedException;

/** Takes requests for reports, and knows which execution answers them. */
@Component
class ReportDesk {

    private static final String TASK = "ReportService.generate";

    private final ReportService service;
    private final Reports reports;
    private final IdempotencyRecords records;

    ReportDesk(ReportService service, Reports reports, IdempotencyRecords records) {
        this.service = service;
        this.reports = reports;
        this.records = records;
    }

    Ticket request(ReportRequest request) {
        String key = request.key();
        CompletableFuture<Report> report = this.service.generate(request);
        if (!report.isDone()) {
            Optional<IdempotencyRecord> record = this.records.find(TASK, key);
            if (record.isPresent()) {
                IdempotencyRecord found = record.get();
                return ticket(
                        found.executionId(),
                        key,
                        found.status() == Status.DONE ? ReportStatus.DONE : ReportStatus.RUNNING);
            }
        }
        // Done, or failed a moment ago and being tried again: then only the future knows by which execution.
        return ticket(result(report).executionId(), key, ReportStatus.DONE);
    }

    private Ticket ticket(String executionId, String key, ReportStatus status) {
        return new Ticket(executionId, !this.reports.addRequest(executionId, key), status);
    }

    private static Report result(CompletableFuture<Report> report) {
        try {
            return report.orTimeout(10, TimeUnit.SECONDS).join();
        } catch (CompletionException ex) {
            throw ex.getCause() instanceof RuntimeException cause ? cause : ex;
        }
    }

    /**
     * What has become of an execution: a report, or empty while it is running.
     *
     * @throws RefusedException if nobody has been told of such an execution, or it will not become a report any more
     */
    Optional<Report> find(String executionId) {
        String key = this.reports
                .keyOf(executionId)
                .orElseThrow(() -> RefusedException.unknown("There is no report of execution " + executionId + "."));
        // In this order: an execution that ends in between has its report in the table by then.
        boolean running = this.records
                .find(TASK, key)
                .filter(record -> isRunning(record, executionId))
                .isPresent();
        if (running) {
            return Optional.empty();
        }
        return Optional.of(this.reports
                .find(executionId)
                .orElseThrow(() ->
                        RefusedException.gone("Execution " + executionId + " failed; ask for the report again.")));
    }

    /** A record whose lease has passed is that of an instance that died; the next request takes the key over. */
    private static boolean isRunning(IdempotencyRecord record, String executionId) {
        return record.status() == Status.RUNNING
                && record.executionId().equals(executionId)
                && record.leaseUntil() != null
                && record.leaseUntil().isAfter(Instant.now());
    }

    /** What a caller is told. */
    record Ticket(String executionId, boolean duplicate, ReportStatus status) {}
}
