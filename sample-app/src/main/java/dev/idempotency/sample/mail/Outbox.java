package dev.idempotency.sample.mail;

import org.springframework.jdbc.core.simple.JdbcClient;

/** Messages that a relay would take from here: they commit together with what they are about. */
class Outbox implements Mailer {

    private final JdbcClient database;

    Outbox(JdbcClient database) {
        this.database = database;
    }

    @Override
    public void send(Mail mail) {
        this.database
                .sql("insert into outbox (recipient, subject, content) values (:recipient, :subject, :content)")
                .param("recipient", mail.recipient())
                .param("subject", mail.subject())
                .param("content", mail.text())
                .update();
    }
}
