package dev.idempotency.sample.tickets;

import java.time.LocalDate;
import java.util.List;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The tickets in the database. */
@Repository
class Tickets {

    private final JdbcClient database;

    Tickets(JdbcClient database) {
        this.database = database;
    }

    void addUnanswered(String title) {
        this.database.sql("""
                        insert into ticket (title, status, opened_at)
                        values (:title, 'OPEN', current_timestamp - interval '5' hour)
                        """).param("title", title).update();
    }

    /** Open tickets that have not been escalated to their level yet today, the oldest first. */
    List<Ticket> dueOn(LocalDate date, int limit) {
        return this.database
                .sql("""
                        select id, title, due_level from (
                            select id, title, opened_at, level, escalated_on,
                                case when opened_at < current_timestamp - interval '24' hour then 3
                                     when opened_at < current_timestamp - interval '8' hour then 2
                                     else 1 end as due_level
                            from ticket
                            where status = 'OPEN' and opened_at < current_timestamp - interval '4' hour) unanswered
                        where escalated_on is null or escalated_on < :date or level < due_level
                        order by opened_at, id
                        limit :limit
                        """)
                .param("date", date)
                .param("limit", limit)
                .query((row, number) -> new Ticket(row.getLong("id"), row.getString("title"), row.getInt("due_level")))
                .list();
    }

    void escalated(Ticket ticket, LocalDate date) {
        this.database
                .sql("update ticket set level = :level, escalated_on = :date where id = :id")
                .param("level", ticket.level())
                .param("date", date)
                .param("id", ticket.id())
                .update();
    }
}
