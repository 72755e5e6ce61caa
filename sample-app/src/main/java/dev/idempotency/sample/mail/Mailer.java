package dev.idempotency.sample.mail;

/** Sends messages to people. */
public interface Mailer {

    /**
     * Sends a message. By SMTP it is in no transaction, so call it last: what throws after it leaves a message behind that
     * the next attempt sends again.
     *
     * @throws org.springframework.mail.MailException if it could not be sent
     */
    void send(Mail mail);
}
