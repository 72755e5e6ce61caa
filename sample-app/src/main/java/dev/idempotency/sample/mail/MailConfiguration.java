package dev.idempotency.sample.mail;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.mail.MailSender;

/** Chooses how messages are sent: there is a mail server if {@code spring.mail.host} names one. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(Addresses.class)
class MailConfiguration {

    @Bean
    Mailer mailer(ObjectProvider<MailSender> server, Addresses addresses, JdbcClient database) {
        MailSender available = server.getIfAvailable();
        return available == null ? new Outbox(database) : new SmtpMailer(available, addresses.sender());
    }
}
