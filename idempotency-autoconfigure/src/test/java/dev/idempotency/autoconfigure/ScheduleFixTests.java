package dev.idempotency.autoconfigure;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.event.ApplicationStartedEvent;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import dev.idempotency.aop.IdempotentApplication;
import dev.idempotency.schedule.RegisteredSchedule;
import dev.idempotency.schedule.ScheduleDefinition;
import dev.idempotency.schedule.ScheduleRegistry;
import dev.idempotency.schedule.ScheduleTiming;

import static org.assertj.core.api.Assertions.assertThat;

/** What a validation run says and does about registered schedules. */
class ScheduleFixTests {

    private static final ZoneId PARIS = ZoneId.of("Europe/Paris");

    private final String url = "jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1";

    @TempDir
    private Path folder;

    private static ScheduleDefinition atTwo(String name) {
        return ScheduleDefinition.cron(name, "0 5 2 * * *").zone(PARIS).expected(Duration.ofMinutes(4));
    }

    /** Paris and Berlin have the same time, which only the analysis knows; and there are two threads for six. */
    @BeforeEach
    void registerABadSet() {
        IdempotentApplication.withDatabase(this.url).run(context -> {
            ScheduleRegistry registry = context.getBean(ScheduleRegistry.class);
            registry.register(atTwo("oldest").task("report"));
            registry.register(atTwo("newer").task("report").zone(ZoneId.of("Europe/Berlin")));
            for (int i = 0; i < 5; i++) {
                registry.register(atTwo("backup-" + i));
            }
            registry.register(ScheduleDefinition.of("poll", ScheduleTiming.fixedRate(Duration.ofMinutes(7))));
        });
    }

    private record Ended(int code, String report) {}

    private Ended validate(String... properties) {
        Path file = this.folder.resolve("report");
        AtomicReference<Integer> code = new AtomicReference<>();
        IdempotentApplication.withDatabase(this.url)
                .withBean(ProcessExit.class, () -> code::set)
                .withPropertyValues(
                        "idempotency.schedules.validate=exit",
                        "idempotency.schedules.output=" + file,
                        "idempotency.schedules.pool-size=2")
                .withPropertyValues(properties)
                .run(context -> context.publishEvent(new ApplicationStartedEvent(
                        new SpringApplication(), new String[0], context.getSourceApplicationContext(), null)));
        try {
            return new Ended(code.get(), Files.readString(file));
        } catch (IOException ex) {
            throw new UncheckedIOException(ex);
        }
    }

    private List<RegisteredSchedule> registered() {
        AtomicReference<List<RegisteredSchedule>> found = new AtomicReference<>();
        IdempotentApplication.withDatabase(this.url)
                .run(context ->
                        found.set(context.getBean(ScheduleRegistry.class).all()));
        return found.get();
    }

    @Test
    void saysNothingOfRepairsUnlessAsked() {
        assertThat(validate().report()).contains("8 schedules", "duplicate: ").doesNotContain("FIX");
    }

    @Test
    void aDryRunSaysWhatItWouldDoAndChangesNothing() {
        List<RegisteredSchedule> before = registered();

        Ended ended = validate("idempotency.schedules.fix=dry-run");

        assertThat(ended.report())
                .contains(
                        "FIX     would cancel newer ('0 5 2 * * *'): It does the same at the same times as oldest, which was"
                                + " registered before it",
                        "FIX     would move backup-")
                .doesNotContain("would cancel oldest", "would move poll", "would move newer");
        assertThat(ended.code()).isPositive();
        assertThat(registered()).isEqualTo(before);
    }

    @Test
    void appliesWhatItProposesAndReportsWhatIsLeft() {
        Ended ended = validate("idempotency.schedules.fix=apply", "idempotency.schedules.format=json");

        JsonNode report = JsonMapper.shared().readTree(ended.report());
        assertThat(report.path("repairs"))
                .isNotEmpty()
                .allSatisfy(
                        repair -> assertThat(repair.path("state").asString()).isEqualTo("applied"));
        assertThat(report.at("/repairs/0/action").asString()).isEqualTo("cancel");
        assertThat(report.at("/repairs/0/schedule").asString()).isEqualTo("newer");
        assertThat(report.path("schedules")).hasSize(7);
        assertThat(report.at("/health/grade").asString()).as(ended.report()).isIn("A", "B");
        assertThat(registered())
                .extracting(RegisteredSchedule::name)
                .doesNotContain("newer")
                .contains("oldest");
        assertThat(registered())
                .filteredOn(schedule -> schedule.definition().timing() instanceof ScheduleTiming.Cron)
                .extracting(schedule -> schedule.definition().timing())
                .doesNotHaveDuplicates();
    }

    @Test
    void hasNothingLeftToDoTheSecondTime() {
        validate("idempotency.schedules.fix=apply");

        assertThat(validate("idempotency.schedules.fix=apply").report()).doesNotContain("FIX");
    }

    @Test
    void isRefusedWhereTheApplicationGoesOn() {
        IdempotentApplication.withDatabase(this.url)
                .withPropertyValues("idempotency.schedules.fix=apply", "idempotency.schedules.validate=log")
                .run(context -> assertThat(context)
                        .getFailure()
                        .rootCause()
                        .isInstanceOf(InvalidConfigurationPropertyValueException.class)
                        .hasMessageContaining("idempotency.schedules.fix")
                        .extracting("reason")
                        .asString()
                        .contains("validate=exit"));
    }
}
