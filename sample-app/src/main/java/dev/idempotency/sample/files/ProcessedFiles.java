package dev.idempotency.sample.files;

import java.util.Optional;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** What came of the files, in the database. */
@Repository
class ProcessedFiles {

    private final JdbcClient database;

    ProcessedFiles(JdbcClient database) {
        this.database = database;
    }

    void add(FileSummary summary, String name, String user) {
        this.database
                .sql("""
                        insert into processed_file (execution_id, fingerprint, header, data_rows, file_name, uploaded_by)
                        values (:executionId, :fingerprint, :header, :rows, :name, :user)
                        """)
                .param("executionId", summary.executionId())
                .param("fingerprint", summary.fingerprint())
                .param("header", summary.header())
                .param("rows", summary.rows())
                .param("name", name)
                .param("user", user)
                .update();
    }

    Optional<FileSummary> find(String executionId) {
        return this.database
                .sql("""
                        select execution_id, fingerprint, header, data_rows from processed_file
                        where execution_id = :executionId
                        """)
                .param("executionId", executionId)
                .query((row, number) -> new FileSummary(
                        row.getString("execution_id"),
                        row.getString("fingerprint"),
                        row.getString("header"),
                        row.getInt("data_rows")))
                .optional();
    }
}
