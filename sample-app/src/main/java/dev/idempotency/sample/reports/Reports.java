package dev.idempotency.sample.reports;

import java.util.Optional;

import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The reports in the database, and which executions somebody has been told of. */
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

    /**
     * Notes that somebody is told of an execution.
     *
     * @return whether nobody was before: of all callers on all instances, the database says so to one
     */
    boolean addRequest(String executionId, String key) {
        if (keyOf(executionId).isPresent()) {
            return false;
        }
        try {
            this.database
                    .sql("insert into report_request (execution_id, report_key) values (:executionId, :key)")
                    .param("executionId", executionId)
                    .param("key", key)
                    .update();
            return true;
        } catch (DuplicateKeyException ex) {
            // Another caller came between.
            return false;
        }
    }

    Optional<String> keyOf(String executionId) {
        return this.database
                .sql("select report_key from report_request where execution_id = :executionId")
                .param("executionId", executionId)
                .query(String.class)
                .optional();
    }
}
