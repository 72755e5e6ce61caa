package dev.idempotency.sample.profiles;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.function.Function;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

import dev.idempotency.sample.running.AtOnce;
import dev.idempotency.sample.running.SampleClient;
import dev.idempotency.sample.running.SampleClient.Answer;
import dev.idempotency.sample.running.SampleInstance;

import static org.assertj.core.api.Assertions.assertThat;

/** Two instances that share the servers of a profile: whatever is sent to both is done once. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class AbstractProfileTests {

    @TempDir
    static Path directory;

    /** Other applications on the same Redis have other namespaces. */
    private final String namespace = "facility-" + UUID.randomUUID();

    private final List<SampleInstance> instances = new ArrayList<>();

    /** The profiles, and where their servers are. */
    abstract List<String> arguments();

    /** What the store is called in meters. */
    abstract String store();

    @BeforeAll
    void start() {
        List<String> arguments = new ArrayList<>(arguments());
        arguments.add("--idempotency.namespace=" + this.namespace);
        for (int number = 0; number < 2; number++) {
            this.instances.add(SampleInstance.on(directory.resolve("facility"), arguments.toArray(String[]::new)));
        }
    }

    @AfterAll
    void stop() {
        this.instances.forEach(SampleInstance::close);
    }

    private SampleClient client(int number) {
        return this.instances.get(number % 2).client();
    }

    private List<Answer> toBothAtOnce(Function<SampleClient, Answer> request) throws Exception {
        List<Callable<Answer>> calls = new ArrayList<>();
        for (int number = 0; number < 8; number++) {
            SampleClient client = client(number);
            calls.add(() -> request.apply(client));
        }
        return AtOnce.call(calls);
    }

    @Test
    void whatIsSentToBothAtOnceIsDoneOnce() throws Exception {
        List<Answer> reminders = toBothAtOnce(client -> client.post("/reminders?recipient=ann&template=a"));
        assertThat(reminders).filteredOn(answer -> !answer.isDuplicate()).hasSize(1);
        List<Answer> payments = toBothAtOnce(client -> client.post("/payroll/emp-1/2026/11"));
        assertThat(payments).extracting(Answer::status).containsOnly(200, 409);
        assertThat(payments).filteredOn(answer -> answer.status() == 200).hasSize(1);
        assertThat(payments)
                .extracting(Answer::executionId)
                .containsOnly(payments.get(0).executionId());
        List<Answer> reports = toBothAtOnce(client -> client.requestReport("shared", "ann", "csv"));
        assertThat(reports).filteredOn(answer -> !answer.isDuplicate()).hasSize(1);
        byte[] file = "meter,value\n1,2\n".getBytes(StandardCharsets.UTF_8);
        List<Answer> files = toBothAtOnce(client -> client.upload("a.csv", file, "ann"));
        assertThat(files).filteredOn(answer -> !answer.isDuplicate()).hasSize(1);
        String event = """
                {"eventId":"e","eventType":"opened","occurredAt":"2026-11-21T10:00:00Z","payload":{"door":4}}""";
        List<Answer> events = toBothAtOnce(client -> client.postJson("/events", event));
        assertThat(events).extracting(Answer::status).isSubsetOf(200, 409).contains(200);
        assertThat(client(1).postJson("/events", event.replace("4", "5")).status())
                .isEqualTo(422);

        for (String effect :
                List.of("reminders.sent", "payroll.paid", "reports.generated", "files.processed", "events.handled")) {
            Awaitility.await()
                    .untilAsserted(() ->
                            assertThat(client(0).effect(effect)).as(effect).isEqualTo(1));
        }
    }

    @Test
    void schedulesOfBothDoTheirWorkOnce() {
        assertThat(client(0).post("/jobs?count=10").status()).isEqualTo(200);
        assertThat(client(1).post("/tickets?count=10").status()).isEqualTo(200);
        Awaitility.await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
            assertThat(client(0).effect("jobs.closed")).isEqualTo(10);
            assertThat(client(0).effect("tickets.escalated")).isEqualTo(10);
            assertThat(client(0).effect("maintenance.planned")).isEqualTo(2);
            assertThat(client(0).effect("logs.cleaned")).isEqualTo(1);
            assertThat(client(0).effect("tokens.reported")).isEqualTo(1);
        });
    }

    @Test
    void theStoreIsTheOneOfTheProfile() {
        client(0).alert("which", "store");
        assertThat(client(0).get("/actuator/prometheus").body())
                .containsPattern("idempotency_store_operations_seconds_count\\{[^}]*store=\"" + store() + "\"");
        assertThat(client(0).get("/actuator/health").status()).isEqualTo(200);
    }
}
