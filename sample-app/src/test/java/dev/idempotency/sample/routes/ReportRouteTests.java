package dev.idempotency.sample.routes;

import java.time.Duration;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import dev.idempotency.sample.running.SampleClient.Answer;

import static org.assertj.core.api.Assertions.assertThat;

/** Reports, alerts, and what all routes have in common. */
class ReportRouteTests extends AbstractRouteTests {

    private static final String LONG = "x".repeat(101);

    @Test
    void aSecondRequestForAReportIsADuplicateOfTheFirst() {
        long before = this.client.effect("reports.generated");
        Answer first = this.client.requestReport("Monthly Report", "alice", "csv");
        assertThat(first.status()).isEqualTo(202);
        assertThat(first.json().propertyNames()).containsExactly("executionId", "duplicate", "status");
        assertThat(first.isDuplicate()).isFalse();
        assertThat(finished(first).status()).isEqualTo(200);

        Answer second = this.client.requestReport("Monthly Report", "alice", "csv");
        assertThat(second.status()).isEqualTo(202);
        assertThat(second.isDuplicate()).isTrue();
        assertThat(second.executionId()).isEqualTo(first.executionId());
        assertThat(second.json().required("status").asString()).isEqualTo("DONE");
        assertThat(this.client.effect("reports.generated")).isEqualTo(before + 1);
    }

    @Test
    void reportsOfAnotherNameUserOrFormatAreNoDuplicates() {
        assertThat(this.client.requestReport("a", "b/c", "csv").isDuplicate()).isFalse();
        assertThat(this.client.requestReport("a", "b", "csv").isDuplicate()).isFalse();
        assertThat(this.client.requestReport("a", "b", "json").isDuplicate()).isFalse();
        assertThat(this.client.requestReport("A", "b", "csv").isDuplicate()).isFalse();
        assertThat(this.client.requestReport("c/a", "b", "csv").isDuplicate()).isFalse();
        assertThat(this.client.requestReport("a", "b", "CSV").isDuplicate()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"csv,text/csv", "json,application/json", "html,text/html"})
    void aReportComesInItsFormat(String format, String contentType) {
        Answer report = finished(this.client.requestReport("<\"Ümläut\" & more>", "bob", format));
        assertThat(report.status()).isEqualTo(200);
        assertThat(report.contentType()).startsWith(contentType);
        assertThat(report.body()).contains("OPEN", "CLOSED", "bob");
        switch (format) {
            case "csv" -> assertThat(report.body()).contains("\"<\"\"Ümläut\"\" & more>\"");
            case "json" ->
                assertThat(report.json().required("report").asString()).isEqualTo("<\"Ümläut\" & more>");
            default -> assertThat(report.body()).contains("&lt;&quot;").doesNotContain("<\"");
        }
    }

    @Test
    void anExecutionThatNobodyWasToldOfIsNotFound() {
        assertProblem(this.client.get("/reports/no-such-execution"), 404, "no-such-execution");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "user=a&format=csv|name",
                "name=a&format=csv|user",
                "name=a&user=b|format",
                "name=&user=a&format=csv|name",
                "name=%20%20&user=a&format=csv|name",
                "name=a&user=&format=csv|user",
                "name=a%0Ab&user=a&format=csv|control characters",
                "name=a%00b&user=a&format=csv|control characters",
                "name=a&user=b&format=|csv, json, html",
                "name=a&user=b&format=pdf|csv, json, html",
            })
    void aBadRequestForAReportIsRefused(String parameters, String explanation) {
        assertProblem(this.client.post("/reports?" + parameters), 400, explanation);
    }

    @Test
    void aNameOrUserThatIsTooLongIsRefused() {
        assertProblem(this.client.requestReport(LONG, "a", "csv"), 400, "100");
        assertProblem(this.client.requestReport("a", LONG, "csv"), 400, "100");
        assertThat(this.client
                        .requestReport(LONG.substring(1), LONG.substring(1), "csv")
                        .status())
                .isEqualTo(202);
    }

    @Test
    void theLongestTextsOfManyBytesAreAccepted() {
        String longest = "\u4e2d".repeat(100);
        Answer first = this.client.requestReport(longest, longest, "html");
        assertThat(finished(first).status()).isEqualTo(200);
        assertThat(this.client.requestReport(longest, longest, "html").executionId())
                .isEqualTo(first.executionId());
        assertThat(this.client.alert(longest, "\u4e2d".repeat(1000)).isDuplicate())
                .isFalse();
    }

    @Test
    void parametersThatCannotBeDecodedAreRefused() throws Exception {
        assertThat(RawHttp.post(this.client.port(), "/reports?name=%ZZ&user=b&format=csv"))
                .startsWith("HTTP/1.1 400")
                .contains("application/problem+json");
    }

    @Test
    void whatTheServerRefusesIsAProblemToo() {
        assertProblem(this.client.alert("a", "x".repeat(100_000)), 400, "Bad Request");
    }

    @Test
    void theSecondAlertIsNotSent() {
        long before = this.client.effect("alerts.sent");
        assertThat(this.client.alert("fire", "Boiler room").body()).isEqualTo("{\"sent\":true,\"duplicate\":false}");
        assertThat(this.client.alert("fire", "Boiler room").body()).isEqualTo("{\"sent\":false,\"duplicate\":true}");
        assertThat(this.client.alert("fire", "Roof").isDuplicate()).isFalse();
        assertThat(this.client.alert("water", "Roof").isDuplicate()).isFalse();
        assertThat(this.client.effect("alerts.sent")).isEqualTo(before + 3);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"message=a|type", "type=a|message", "type=&message=a|type", "type=a&message=%09|message"})
    void aBadAlertIsRefused(String parameters, String explanation) {
        assertProblem(this.client.post("/alerts?" + parameters), 400, explanation);
    }

    @Test
    void anAlertThatIsTooLongIsRefused() {
        assertProblem(this.client.alert(LONG, "a"), 400, "type");
        assertProblem(this.client.alert("a", "x".repeat(1001)), 400, "message");
    }

    @Test
    void everyKnownEffectIsListed() {
        assertThat(this.client.get("/effects").json().propertyNames())
                .containsExactly(
                        "alerts.sent",
                        "events.handled",
                        "files.processed",
                        "jobs.closed",
                        "logs.cleaned",
                        "maintenance.planned",
                        "payroll.paid",
                        "people.checked-in",
                        "reminders.sent",
                        "reports.generated",
                        "tickets.escalated",
                        "tokens.reported");
    }

    @Test
    void aWrongMethodOrPathIsAProblemToo() {
        assertProblem(this.client.get("/alerts"), 405, "GET");
        assertProblem(this.client.get("/nowhere"), 404, "nowhere");
    }

    @Test
    void metersAreExposed() {
        this.client.alert("metered", "twice");
        this.client.alert("metered", "twice");
        assertThat(this.client.get("/actuator/prometheus").body())
                .contains(
                        "idempotency_calls_total{outcome=\"executed\",scope=\"global\",task=\"AlertService.send\"}",
                        "idempotency_calls_total{outcome=\"replayed\",scope=\"global\",task=\"AlertService.send\"}",
                        "idempotency_duplicates_total{phase=\"completed\",task=\"AlertService.send\"}",
                        "idempotency_executions_seconds_count{outcome=\"success\",task=\"AlertService.send\"}",
                        "idempotency_store_operations_seconds_count{operation=\"claim\",outcome=\"success\",store=\"jdbc\"}");
        assertThat(this.client.get("/actuator/health").json().required("status").asString())
                .isEqualTo("UP");
    }

    private Answer finished(Answer requested) {
        return Awaitility.await()
                .pollInterval(Duration.ofMillis(20))
                .until(() -> this.client.get("/reports/" + requested.executionId()), report -> report.status() != 202);
    }
}
