package dev.idempotency.sample.reports;

import java.util.Optional;

import org.springframework.stereotype.Component;

import dev.idempotency.sample.background.Desk;
import dev.idempotency.sample.background.Work;
import dev.idempotency.sample.background.WorkTicket;

/** Takes requests for reports. */
@Component
class ReportDesk {

    private static final String TASK = "ReportService.generate";

    private final ReportService service;
    private final Reports reports;
    private final Desk desk;

    ReportDesk(ReportService service, Reports reports, Desk desk) {
        this.service = service;
        this.reports = reports;
        this.desk = desk;
    }

    WorkTicket request(ReportRequest request) {
        return this.desk.ticket(new Work(TASK, request.key()), this.service.generate(request), Report::executionId);
    }

    /** The report of an execution; empty while it is being generated. */
    Optional<Report> find(String executionId) {
        return this.desk.find(TASK, executionId, this.reports::find);
    }
}
