package dev.idempotency.actuate;

import java.util.stream.Stream;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.springframework.boot.WebApplicationType;
import tools.jackson.databind.JsonNode;

import dev.idempotency.IdempotencyRecords;
import dev.idempotency.IdempotencyRequest;
import dev.idempotency.IdempotencyTemplate;
import dev.idempotency.statistics.StatisticsFlush;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/** The endpoint {@code idempotency} over HTTP. */
abstract class AbstractEndpointTests {

    private static final String FULL_KEY = "office:Reports.personal:user=ann@example.org:42";

    private ManagedApplication application;

    abstract WebApplicationType type();

    @BeforeEach
    void start() {
        this.application = ManagedApplication.start(type());
    }

    @AfterEach
    void close() {
        this.application.close();
    }

    private JsonNode task(String name) {
        return this.application
                .get("idempotency")
                .each("tasks")
                .filter(task -> task.get("name").asString().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void showsTheStore() {
        assertThat(this.application.get("idempotency").json().get("store").toString())
                .isEqualTo("{\"type\":\"memory\",\"authority\":\"memory\",\"degraded\":false}");
    }

    @Test
    void showsEveryTaskWithWhatHoldsForIt() {
        assertThat(task("Reports.generate").toString())
                .isEqualTo("{\"name\":\"Reports.generate\",\"bean\":\"reports\","
                        + "\"method\":\"dev.idempotency.actuate.ManagedApplication$Reports.generate\","
                        + "\"trigger\":\"@Async\",\"enabled\":true,\"key\":\"#name\",\"category\":\"report\","
                        + "\"scope\":\"global\",\"window\":\"day\",\"ttl\":\"PT24H\",\"lease\":\"PT5M\","
                        + "\"waitTimeout\":\"PT30S\",\"onDuplicate\":\"REPLAY\",\"onInProgress\":\"SKIP\","
                        + "\"onFailure\":\"RETRY\",\"onStoreFailure\":\"FAIL\",\"maxAttempts\":0,\"backoff\":\"PT10S\","
                        + "\"failureTtl\":\"PT10M\",\"exclusive\":false,\"storeResult\":true}");
        assertThat(task("Mailer.remind").get("trigger").asString())
                .isEqualTo("@Scheduled(cron = \"0 0 7 * * MON-FRI\")");
        assertThat(task("Reports.personal").get("onFailure").asString()).isEqualTo("REMEMBER");
    }

    @Test
    void showsTasksOfTheTemplateOnceTheyWereMet() {
        assertThat(this.application.get("idempotency").each("tasks")).hasSize(3);
        this.application.bean(IdempotencyTemplate.class).execute(IdempotencyRequest.of("import", "7"), () -> {});
        assertThat(task("import").get("trigger").asString()).isEqualTo("template");
    }

    @Test
    void showsWhatIsNotProtected() {
        assertThat(this.application.get("idempotency").json().get("unprotected").toString())
                .isEqualTo("[{\"bean\":\"mailer\","
                        + "\"method\":\"dev.idempotency.actuate.ManagedApplication$Mailer.greet\","
                        + "\"trigger\":\"@Scheduled(cron = \\\"0 0 8 * * *\\\")\"}]");
    }

    @Test
    void showsTheRecordOfAKey() {
        this.application.bean(ManagedApplication.Reports.class).generate("occupancy");
        Awaitility.await()
                .until(() -> this.application
                        .get("idempotency?task=Reports.generate&key=occupancy")
                        .body()
                        .contains("DONE"));
        JsonNode found = this.application
                .get("idempotency?task=Reports.generate&key=occupancy")
                .json();
        assertThat(found.get("fullKey").asString())
                .isEqualTo("office:Reports.generate:global:occupancy:day=2030-01-01");
        assertThat(found.get("firstSeenAt").asString()).isEqualTo("2030-01-01T00:00:00Z");
        assertThat(found.get("attempt").asInt()).isOne();
        assertThat(this.application
                        .get(
                                "idempotency?task=Reports.generate&key=office:Reports.generate:global:occupancy:day=2030-01-01")
                        .json())
                .isEqualTo(found);
    }

    @Test
    void showsTheRecordsOfATask() {
        ManagedApplication.Reports reports = this.application.bean(ManagedApplication.Reports.class);
        Stream.of("1", "2", "3").forEach(reports::personal);
        assertThatIllegalStateException().isThrownBy(() -> reports.personal("bad"));

        assertThat(this.application.get("idempotency/Reports.personal").each("records"))
                .hasSize(4);
        assertThat(this.application
                        .get("idempotency/Reports.personal?status=failed")
                        .each("records"))
                .singleElement()
                .satisfies(failed ->
                        assertThat(failed.get("error").asString()).isEqualTo("java.lang.IllegalStateException"));
        assertThat(this.application
                        .get("idempotency/Reports.personal?limit=2&offset=3")
                        .each("records"))
                .hasSize(1);
        assertThat(this.application.get("idempotency/Reports.generate").each("records"))
                .isEmpty();
    }

    @Test
    void showsTheStatisticsOfATask() {
        ManagedApplication.Reports reports = this.application.bean(ManagedApplication.Reports.class);
        reports.personal("42");
        reports.personal("42");
        reports.personal("42");
        this.application.bean(StatisticsFlush.class).flush();

        JsonNode day =
                this.application.get("idempotency/Reports.personal").json().get("statistics");
        assertThat(day.get("period").asString()).isEqualTo("24h");
        assertThat(day.get("calls").toString())
                .isEqualTo("{\"executed\":1,\"replayed\":2,\"skipped\":0,\"rejected\":0,\"failed\":0,"
                        + "\"unprotected\":0,\"bypassed\":0}");
        assertThat(day.get("timeline")).hasSize(24);
        assertThat(day.get("timeline").get(23).toString())
                .isEqualTo("{\"start\":\"2030-01-01T00:00:00Z\",\"calls\":{\"executed\":1,\"replayed\":2}}");
        assertThat(day.get("scopes").toString()).isEqualTo("{\"user\":{\"executed\":1,\"replayed\":2}}");
        assertThat(day.get("topDuplicates").toString())
                .isEqualTo("[{\"key\":\"42\",\"scope\":\"user\",\"duplicates\":2,"
                        + "\"lastDuplicateAt\":\"2030-01-01T00:00:00Z\"}]");
        assertThat(Stream.of("1h", "7d", "30d"))
                .allSatisfy(period -> assertThat(this.application
                                .get("idempotency/Reports.personal?period=" + period)
                                .json()
                                .get("statistics")
                                .get("calls")
                                .get("replayed")
                                .asInt())
                        .isEqualTo(2));
        assertThat(this.application
                        .get("idempotency?task=Reports.personal&key=42")
                        .json()
                        .get("duplicates")
                        .asInt())
                .isEqualTo(2);
    }

    @Test
    void showsNeitherResultsNorPayloadsNorWhoseAKeyIs() {
        ManagedApplication.Reports reports = this.application.bean(ManagedApplication.Reports.class);
        reports.personal("42");
        assertThatIllegalStateException().isThrownBy(() -> reports.personal("bad"));
        reports.personal("a-name-that-is-longer-than-what-is-shown-of-it");
        reports.personal("a-name-that-is-longer-than-what-is-shown-of-it");
        this.application.bean(StatisticsFlush.class).flush();
        assertThat(this.application.bean(IdempotencyRecords.class).find(FULL_KEY))
                .isPresent();
        assertThat(Stream.of(
                        "idempotency",
                        "idempotency/Reports.personal",
                        "idempotency?task=Reports.personal&key=42",
                        "idempotency?task=Reports.personal&key=bad",
                        "idempotency?task=Reports.personal&key=" + FULL_KEY,
                        "idempotency?task=Reports.personal&key=office:Reports.personal:user=bob:42"))
                .allSatisfy(path -> assertThat(this.application.get(path).body())
                        .isNotEmpty()
                        .doesNotContain("secret", "DE02", "ann@", "bob", "than-what-is-shown"));
        assertThat(this.application
                        .get("idempotency?task=Reports.personal&key=42")
                        .json()
                        .get("status")
                        .asString())
                .isEqualTo("DONE");
    }

    @TestFactory
    Stream<DynamicTest> saysWhatWasWrong() {
        return Stream.of(
                wrong("idempotency?task=Reports.personal", 400, "both 'task' and 'key'"),
                wrong("idempotency?key=42", 400, "both 'task' and 'key'"),
                wrong("idempotency?task=Reports.personal&key=%20", 400, "both 'task' and 'key'"),
                wrong("idempotency?task=white%20space&key=42", 400, "its task name 'white space' has white space"),
                wrong("idempotency?task=Reports.personal&key=no", 404, "There is no record of Reports.personal[no]"),
                wrong(
                        "idempotency/Reports.personal?status=odd",
                        400,
                        "The status is running, done or failed, not 'odd'"),
                wrong("idempotency/Reports.personal?limit=0", 400, "The limit is a number from 1 to 200, not '0'"),
                wrong(
                        "idempotency/Reports.personal?limit=many",
                        400,
                        "The limit is a number from 1 to 200, not 'many'"),
                wrong("idempotency/Reports.personal?offset=-1", 400, "The offset is a number from 0"),
                wrong("idempotency/Reports.personal?period=2h", 400, "The period is one of 1h, 24h, 7d, 30d, not '2h'"),
                wrong("idempotency/Nothing", 404, "This node knows no task 'Nothing'"));
    }

    private DynamicTest wrong(String path, int status, String detail) {
        return DynamicTest.dynamicTest(path, () -> {
            ManagedApplication.Answer answer = this.application.get(path);
            assertThat(answer.status()).isEqualTo(status);
            assertThat(answer.contentType()).startsWith("application/problem+json");
            assertThat(answer.json().get("status").asInt()).isEqualTo(status);
            assertThat(answer.json().get("detail").asString()).contains(detail);
        });
    }

    @Test
    void forgetsNothingUnlessItMay() {
        this.application.bean(ManagedApplication.Reports.class).personal("42");
        assertThat(this.application
                        .delete("idempotency?task=Reports.personal&key=42")
                        .status())
                .isEqualTo(405);
        assertThat(this.application.bean(IdempotencyRecords.class).find("Reports.personal", "42"))
                .isPresent();
    }

    @Test
    void forgetsWhatItMay() {
        this.application.close();
        this.application = ManagedApplication.start(type(), "management.endpoint.idempotency.access=unrestricted");
        this.application.bean(ManagedApplication.Reports.class).personal("42");
        this.application.bean(ManagedApplication.Reports.class).personal("43");

        ManagedApplication.Answer forgotten = this.application.delete("idempotency?task=Reports.personal&key=42");
        assertThat(forgotten.status()).isEqualTo(204);
        assertThat(forgotten.body()).isEmpty();
        assertThat(this.application
                        .delete("idempotency?task=Reports.personal&key=42")
                        .status())
                .isEqualTo(404);
        assertThat(this.application
                        .delete("idempotency?task=Reports.personal&key=office:Reports.personal:user=ann@example.org:43")
                        .status())
                .isEqualTo(204);
        assertThat(this.application.delete("idempotency?task=Reports.personal").status())
                .isEqualTo(400);
        assertThat(this.application.get("idempotency/Reports.personal").each("records"))
                .isEmpty();
    }
}
