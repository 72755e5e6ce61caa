package dev.idempotency.sample.maintenance;

import java.time.LocalDate;
import java.time.LocalTime;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

import org.springframework.jdbc.core.RowMapper;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.GeneratedKeyHolder;
import org.springframework.jdbc.support.KeyHolder;
import org.springframework.stereotype.Repository;

/** The schedules in the database, and the jobs that were planned by them. */
@Repository
class Schedules {

    private static final RowMapper<Schedule> SCHEDULE = (row, number) -> new Schedule(
            row.getLong("id"),
            row.getString("asset"),
            row.getString("title"),
            row.getObject("begins_at", LocalTime.class),
            row.getObject("ends_at", LocalTime.class));

    private final JdbcClient database;

    Schedules(JdbcClient database) {
        this.database = database;
    }

    Schedule add(String asset, String title, LocalTime from, LocalTime to) {
        KeyHolder id = new GeneratedKeyHolder();
        this.database
                .sql("""
                        insert into maintenance_schedule (asset, title, begins_at, ends_at)
                        values (:asset, :title, :from, :to)
                        """)
                .param("asset", asset)
                .param("title", title)
                .param("from", from)
                .param("to", to)
                .update(id, "id");
        return new Schedule(Objects.requireNonNull(id.getKeyAs(Number.class)).longValue(), asset, title, from, to);
    }

    Optional<Schedule> overlapping(String asset, LocalTime from, LocalTime to) {
        return this.database
                .sql("""
                        select id, asset, title, begins_at, ends_at from maintenance_schedule
                        where asset = :asset and begins_at < :to and ends_at > :from
                        order by begins_at
                        limit 1
                        """)
                .param("asset", asset)
                .param("from", from)
                .param("to", to)
                .query(SCHEDULE)
                .optional();
    }

    List<Schedule> withoutJobOn(LocalDate date) {
        return this.database.sql("""
                        select id, asset, title, begins_at, ends_at from maintenance_schedule
                        where not exists (
                            select 1 from maintenance_job
                            where schedule_id = maintenance_schedule.id and planned_for = :date)
                        order by id
                        """).param("date", date).query(SCHEDULE).list();
    }

    void addJob(Schedule schedule, LocalDate date) {
        this.database
                .sql("insert into maintenance_job (schedule_id, planned_for) values (:schedule, :date)")
                .param("schedule", schedule.id())
                .param("date", date)
                .update();
    }
}
