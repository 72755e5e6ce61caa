package dev.idempotency.sample.jobs;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The jobs in the database. */
@Repository
public class Jobs {

    private final JdbcClient database;

    Jobs(JdbcClient database) {
        this.database = database;
    }

    void addOverdue(String title) {
        this.database.sql("""
                        insert into job (title, status, due_at)
                        values (:title, 'OPEN', current_timestamp - interval '1' day)
                        """).param("title", title).update();
    }

    List<Job> overdue(int limit) {
        return this.database
                .sql("""
                        select id, title from job
                        where status = 'OPEN' and due_at < current_timestamp
                        order by due_at, id
                        limit :limit
                        """)
                .param("limit", limit)
                .query((row, number) -> new Job(row.getLong("id"), row.getString("title")))
                .list();
    }

    void close(long id) {
        this.database
                .sql("update job set status = 'CLOSED', closed_at = current_timestamp where id = :id")
                .param("id", id)
                .update();
    }

    /** How many jobs there are in each status. */
    public Map<JobStatus, Long> countByStatus() {
        Map<JobStatus, Long> counts = new EnumMap<>(JobStatus.class);
        for (JobStatus status : JobStatus.values()) {
            counts.put(status, 0L);
        }
        this.database
                .sql("select status, count(*) as jobs from job group by status")
                .query(row -> {
                    counts.put(JobStatus.valueOf(row.getString("status")), row.getLong("jobs"));
                });
        return counts;
    }
}
