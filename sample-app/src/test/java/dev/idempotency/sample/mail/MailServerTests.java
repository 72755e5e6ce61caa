package dev.idempotency.sample.mail;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import jakarta.mail.Message;

import com.icegreen.greenmail.store.FolderException;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.GreenMailUtil;
import com.icegreen.greenmail.util.ServerSetup;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

import dev.idempotency.sample.running.SampleClient;
import dev.idempotency.sample.running.SampleInstance;

import static org.assertj.core.api.Assertions.assertThat;

/** With a mail server, messages are sent and not put into the outbox. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MailServerTests {

    @TempDir
    static Path directory;

    private final List<SampleInstance> instances = new ArrayList<>();
    private GreenMail server = server(0);

    private static GreenMail server(int port) {
        GreenMail server = new GreenMail(new ServerSetup(port, "localhost", ServerSetup.PROTOCOL_SMTP));
        server.start();
        return server;
    }

    @BeforeAll
    void start() {
        for (int number = 0; number < 2; number++) {
            this.instances.add(SampleInstance.on(
                    directory.resolve("facility"),
                    "--facility.tick=-",
                    "--spring.mail.host=localhost",
                    "--spring.mail.port=" + this.server.getSmtp().getPort()));
        }
    }

    @AfterAll
    void stop() {
        this.instances.forEach(SampleInstance::close);
        this.server.stop();
    }

    private SampleClient client(int number) {
        return this.instances.get(number).client();
    }

    private static String reminder(String template) {
        return "/reminders?recipient=ann@facility.example&template=" + template;
    }

    private Message[] received() throws FolderException {
        Message[] received = this.server.getReceivedMessages();
        this.server.purgeEmailFromAllMailboxes();
        return received;
    }

    @Test
    void eachMessageArrivesOnce() throws Exception {
        assertThat(client(0).post(reminder("invoice")).isDuplicate()).isFalse();
        assertThat(client(1).post(reminder("invoice")).isDuplicate()).isTrue();
        assertThat(client(1).alert("fire", "Boiler room").isDuplicate()).isFalse();
        assertThat(client(0).alert("fire", "Boiler room").isDuplicate()).isTrue();

        Message[] received = received();
        assertThat(received)
                .extracting(Message::getSubject)
                .containsExactlyInAnyOrder("Reminder: invoice", "Alert: fire");
        assertThat(received)
                .extracting(message -> GreenMailUtil.getAddressList(message.getAllRecipients()))
                .containsExactlyInAnyOrder("ann@facility.example", "on-call@facility.example");
    }

    @Test
    void aMessageThatWasNotSentCanBeSentAgain() throws Exception {
        long before = client(0).effect("reminders.sent");
        int port = this.server.getSmtp().getPort();
        this.server.stop();
        assertThat(client(0).post(reminder("rent")).status()).isEqualTo(503);
        assertThat(client(0).effect("reminders.sent")).isEqualTo(before);

        this.server = server(port);
        assertThat(client(1).post(reminder("rent")).body()).isEqualTo("{\"sent\":true,\"duplicate\":false}");
        assertThat(received()).hasSize(1);
        assertThat(client(0).effect("reminders.sent")).isEqualTo(before + 1);
    }

    @Test
    void whatIsNoAddressIsRefused() {
        long before = client(0).effect("reminders.sent");
        assertThat(client(0).post("/reminders?recipient=a%20b%40&template=x").status())
                .isEqualTo(400);
        assertThat(client(0).effect("reminders.sent")).isEqualTo(before);
    }
}
