package dev.idempotency.sample.alerts;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Messages that a relay would take from here to the people on call. */
@Repository
class Outbox {

    private final JdbcClient database;

    Outbox(JdbcClient database) {
        this.database = database;
    }

    void add(String type, String message) {
        this.database
                .sql("insert into alert_outbox (type, message) values (:type, :message)")
                .param("type", type)
                .param("message", message)
                .update();
    }
}
