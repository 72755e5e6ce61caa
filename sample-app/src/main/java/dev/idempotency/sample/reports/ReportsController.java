package dev.idempotency.sample.reports;

import java.net.URI;
import java.util.Map;

import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

import dev.idempotency.sample.background.WorkStatus;
import dev.idempotency.sample.background.WorkTicket;
import dev.idempotency.sample.web.Text;

/** Takes requests for reports, and hands the reports out. */
@RestController
class ReportsController {

    private final ReportDesk desk;

    ReportsController(ReportDesk desk) {
        this.desk = desk;
    }

    @PostMapping("/reports")
    ResponseEntity<WorkTicket> request(
            @RequestParam @Text(max = 100) String name,
            @RequestParam @Text(max = 100) String user,
            @RequestParam String format) {
        WorkTicket ticket = this.desk.request(new ReportRequest(name, user, ReportFormat.of(format)));
        return ResponseEntity.accepted()
                .location(URI.create("/reports/" + ticket.executionId()))
                .body(ticket);
    }

    @GetMapping("/reports/{executionId}")
    ResponseEntity<?> report(@PathVariable String executionId) {
        return this.desk
                .find(executionId)
                .<ResponseEntity<?>>map(report -> ResponseEntity.ok()
                        .contentType(report.format().mediaType())
                        .body(report.content()))
                .orElseGet(() -> ResponseEntity.accepted()
                        .body(Map.of("executionId", executionId, "status", WorkStatus.RUNNING)));
    }
}
