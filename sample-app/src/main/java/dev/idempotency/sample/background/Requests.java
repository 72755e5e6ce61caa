package dev.idempotency.sample.background;

import java.util.Optional;

import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Which executions somebody has been told of. */
@Repository
class Requests {

    private final JdbcClient database;

    Requests(JdbcClient database) {
        this.database = database;
    }

    /**
     * Notes that somebody is told of an execution.
     *
     * @return whether nobody was before: of all callers on all instances, the database says so to one
     */
    boolean add(String executionId, Work work) {
        if (find(executionId).isPresent()) {
            return false;
        }
        try {
            this.database
                    .sql("insert into work_request (execution_id, task, task_key) values (:executionId, :task, :key)")
                    .param("executionId", executionId)
                    .param("task", work.task())
                    .param("key", work.key())
                    .update();
            return true;
        } catch (DuplicateKeyException ex) {
            // Another caller came between.
            return false;
        }
    }

    Optional<Work> find(String executionId) {
        return this.database
                .sql("select task, task_key from work_request where execution_id = :executionId")
                .param("executionId", executionId)
                .query((row, number) -> new Work(row.getString("task"), row.getString("task_key")))
                .optional();
    }
}
