package dev.idempotency.sample.mail;

import org.springframework.mail.MailSender;
import org.springframework.mail.SimpleMailMessage;

/** Sends messages at once, by a mail server. */
class SmtpMailer implements Mailer {

    private final MailSender server;
    private final String sender;

    SmtpMailer(MailSender server, String sender) {
        this.server = server;
        this.sender = sender;
    }

    @Override
    public void send(Mail mail) {
        SimpleMailMessage message = new SimpleMailMessage();
        message.setFrom(this.sender);
        message.setTo(mail.recipient());
        message.setSubject(mail.subject());
        message.setText(mail.text());
        this.server.send(message);
    }
}
