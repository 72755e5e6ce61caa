package dev.idempotency.sample.reports;

import java.util.Optional;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The reports in the database. */
@Repository
class Reports {

    private final JdbcClient database;

    Reports(JdbcClient database) {
        this.database = database;
    }

    void add(Report report) {
        this.database
                .sql("insert into report (execution_id, format, content) values (:executionId, :format, :content)")
                .param("executionId", report.executionId())
                .param("format", report.format().name())
                .param("content", report.content())
                .update();
    }

    Optional<Report> find(String executionId) {
        return this.database
                .sql("select execution_id, format, content from report where execution_id = :executionId")
                .param("executionId", executionId)
                .query((row, number) -> new Report(
                        row.getString("execution_id"),
                        ReportFormat.valueOf(row.getString("format")),
                        row.getString("content")))
                .optional();
    }
}
