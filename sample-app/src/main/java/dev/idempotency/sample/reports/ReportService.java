package dev.idempotency.sample.reports;

import java.util.concurrent.CompletableFuture;

import org.springframework.scheduling.annotation.Async;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

import dev.idempotency.Idempotent;
import dev.idempotency.sample.background.Executions;
import dev.idempotency.sample.effects.Effect;
import dev.idempotency.sample.effects.EffectLog;
import dev.idempotency.sample.pace.Pace;

/** Generates reports in the background. */
@Service
class ReportService {

    private final ReportWriter writer;
    private final Reports reports;
    private final EffectLog effects;
    private final Pace pace;

    ReportService(ReportWriter writer, Reports reports, EffectLog effects, Pace pace) {
        this.writer = writer;
        this.reports = reports;
        this.effects = effects;
        this.pace = pace;
    }

    /**
     * Generates a report, once for a user, name and format. The key is claimed before the executor's queue, so a duplicate
     * takes no place in it; once the report is there, a duplicate gets the very same one, from the record.
     */
    @Async
    @Transactional
    @Idempotent(key = "#request.key()", category = "report")
    public CompletableFuture<Report> generate(ReportRequest request) {
        this.pace.work();
        String executionId = Executions.currentId();
        Report report = new Report(executionId, request.format(), this.writer.write(request));
        this.reports.add(report);
        this.effects.add(Effect.REPORTS_GENERATED, executionId);
        return CompletableFuture.completedFuture(report);
    }
}
