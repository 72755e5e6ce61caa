package dev.idempotency.sample.mail;

import java.nio.file.Path;

import jakarta.mail.Message;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.GreenMailUtil;
import com.icegreen.greenmail.util.ServerSetup;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import dev.idempotency.sample.running.SampleClient;
import dev.idempotency.sample.running.SampleInstance;

import static org.assertj.core.api.Assertions.assertThat;

/** With a mail server, messages are sent and not put into the outbox. */
class MailServerTests {

    private static final String REMINDER = "/reminders?recipient=ann@facility.example&template=invoice";

    @TempDir
    static Path directory;

    private final GreenMail server = new GreenMail(new ServerSetup(0, "localhost", ServerSetup.PROTOCOL_SMTP));

    @BeforeEach
    void start() {
        this.server.start();
    }

    @AfterEach
    void stop() {
        this.server.stop();
    }

    private SampleInstance instance(String name) {
        return SampleInstance.on(
                directory.resolve(name),
                "--facility.tick=-",
                "--spring.mail.host=localhost",
                "--spring.mail.port=" + this.server.getSmtp().getPort());
    }

    @Test
    void eachMessageArrivesOnce() throws Exception {
        try (SampleInstance one = instance("shared");
                SampleInstance two = instance("shared")) {
            assertThat(one.client().post(REMINDER).isDuplicate()).isFalse();
            assertThat(two.client().post(REMINDER).isDuplicate()).isTrue();
            assertThat(two.client().alert("fire", "Boiler room").isDuplicate()).isFalse();
            assertThat(one.client().alert("fire", "Boiler room").isDuplicate()).isTrue();

            Message[] received = this.server.getReceivedMessages();
            assertThat(received)
                    .extracting(Message::getSubject)
                    .containsExactlyInAnyOrder("Reminder: invoice", "Alert: fire");
            assertThat(received)
                    .extracting(message -> GreenMailUtil.getAddressList(message.getAllRecipients()))
                    .containsExactlyInAnyOrder("ann@facility.example", "on-call@facility.example");
        }
    }

    @Test
    void aMessageThatWasNotSentCanBeSentAgain() {
        try (SampleInstance instance = instance("stopped")) {
            SampleClient client = instance.client();
            int port = this.server.getSmtp().getPort();
            this.server.stop();
            assertThat(client.post(REMINDER).status()).isEqualTo(503);
            assertThat(client.effect("reminders.sent")).isZero();

            GreenMail again = new GreenMail(new ServerSetup(port, "localhost", ServerSetup.PROTOCOL_SMTP));
            again.start();
            try {
                assertThat(client.post(REMINDER).body()).isEqualTo("{\"sent\":true,\"duplicate\":false}");
                assertThat(again.getReceivedMessages()).hasSize(1);
                assertThat(client.effect("reminders.sent")).isEqualTo(1);
            } finally {
                again.stop();
            }
        }
    }

    @Test
    void whatIsNoAddressIsRefused() {
        try (SampleInstance instance = instance("addresses")) {
            assertThat(instance.client()
                            .post("/reminders?recipient=a%20b%40&template=x")
                            .status())
                    .isEqualTo(400);
            assertThat(instance.client().effect("reminders.sent")).isZero();
        }
    }
}
