package dev.idempotency.sample.routes;

import java.nio.charset.StandardCharsets;
import java.time.Duration;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import dev.idempotency.sample.running.SampleClient.Answer;

import static org.assertj.core.api.Assertions.assertThat;

class FileRouteTests extends AbstractRouteTests {

    private Answer upload(String name, String content) {
        return this.client.upload(name, content.getBytes(StandardCharsets.UTF_8), "ann");
    }

    @Test
    void aFileIsProcessedOnceForItsContent() {
        long before = this.client.effect("files.processed");
        Answer first = upload("may.csv", "meter,value\n1,\"5,5\"\n2,7\n");
        assertThat(first.status()).isEqualTo(202);
        assertThat(first.json().propertyNames())
                .containsExactly("executionId", "duplicate", "originalExecutionId", "fingerprint");
        assertThat(first.isDuplicate()).isFalse();
        assertThat(first.json().required("originalExecutionId").isNull()).isTrue();
        assertThat(first.json().required("fingerprint").asString()).startsWith("SHA-256:");

        Answer again = upload("may (1).csv", "meter,value\n1,\"5,5\"\n2,7\n");
        assertThat(again.isDuplicate()).isTrue();
        assertThat(again.json().required("originalExecutionId").asString()).isEqualTo(first.executionId());
        assertThat(again.json().required("fingerprint")).isEqualTo(first.json().required("fingerprint"));

        Answer summary = finished(first);
        assertThat(summary.json().required("header").asString()).isEqualTo("meter,value");
        assertThat(summary.json().required("rows").asInt()).isEqualTo(2);
        assertThat(this.client.get("/files/" + again.executionId()).body()).isEqualTo(summary.body());
        assertThat(this.client.effect("files.processed")).isEqualTo(before + 1);
    }

    @Test
    void aChangedFileIsANewOne() {
        long before = this.client.effect("files.processed");
        Answer first = upload("june.csv", "meter,value\n1,5\n");
        Answer changed = upload("june.csv", "meter,value\n1,6\n");
        assertThat(changed.isDuplicate()).isFalse();
        assertThat(changed.executionId()).isNotEqualTo(first.executionId());
        assertThat(finished(first).status()).isEqualTo(200);
        assertThat(finished(changed).status()).isEqualTo(200);
        assertThat(this.client.effect("files.processed")).isEqualTo(before + 2);
    }

    @Test
    void whatIsNoCsvFileIsRefused() {
        long before = this.client.effect("files.processed");
        for (int time = 0; time < 2; time++) {
            assertProblem(upload("empty.csv", ""), 400, "file", "empty");
            assertProblem(upload("open.csv", "a,\"b\n"), 400, "file", "no CSV file");
            assertProblem(upload("nul.csv", "a,\0"), 400, "file", "no text");
            assertProblem(this.client.upload("bytes.csv", new byte[] {(byte) 0xff, 1}, "ann"), 400, "UTF-8");
        }
        assertThat(this.client.effect("files.processed")).isEqualTo(before);
    }

    @Test
    void whatIsMissingIsNamed() {
        assertProblem(this.client.upload("a.csv", new byte[] {'a'}, null), 400, "user");
        assertProblem(this.client.upload("a.csv", new byte[] {'a'}, " "), 400, "user");
        assertProblem(this.client.upload("a.csv", new byte[] {'a'}, "x".repeat(101)), 400, "user", "100");
        assertProblem(this.client.post("/files?user=ann"), 415);
    }

    @Test
    void aFileThatIsTooLargeIsRefused() {
        assertProblem(this.client.upload("large.csv", new byte[1_500_000], "ann"), 413);
        assertProblem(this.client.upload("larger.csv", new byte[5_000_000], "ann"), 413);
    }

    @Test
    void aNameThatNoTableTakesDoesNoHarm() {
        assertThat(upload("n".repeat(300) + "\u0001", "named,long\n").status()).isEqualTo(202);
        assertProblem(upload("n".repeat(10_000), "named,too,long\n"), 413);
    }

    @Test
    void anExecutionThatNobodyWasToldOfIsNotFound() {
        assertProblem(this.client.get("/files/no-such-execution"), 404, "no-such-execution");
        String report = this.client.requestReport("no file", "ann", "csv").executionId();
        assertProblem(this.client.get("/files/" + report), 404, report);
    }

    private Answer finished(Answer accepted) {
        return Awaitility.await()
                .pollInterval(Duration.ofMillis(20))
                .until(() -> this.client.get("/files/" + accepted.executionId()), summary -> summary.status() != 202);
    }
}
