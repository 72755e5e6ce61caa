package dev.idempotency.sample.effects;

import java.util.Map;
import java.util.TreeMap;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/**
 * One row for each time that an effect happened, with nothing that keeps a second one out: a task that ran twice shows
 * here. Written in the transaction of the effect itself.
 */
@Repository
public class EffectLog {

    private final JdbcClient database;

    EffectLog(JdbcClient database) {
        this.database = database;
    }

    /** Notes that {@code effect} has happened to {@code subject}. */
    public void add(Effect effect, String subject) {
        this.database
                .sql("insert into effect (name, subject) values (:name, :subject)")
                .param("name", effect.toString())
                .param("subject", subject)
                .update();
    }

    Map<String, Long> counts() {
        Map<String, Long> counts = new TreeMap<>();
        for (Effect effect : Effect.values()) {
            counts.put(effect.toString(), 0L);
        }
        this.database
                .sql("select name, count(*) as times from effect group by name")
                .query(row -> {
                    counts.put(row.getString("name"), row.getLong("times"));
                });
        return counts;
    }
}
