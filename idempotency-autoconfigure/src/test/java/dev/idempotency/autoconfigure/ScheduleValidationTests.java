package dev.idempotency.autoconfigure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.event.ApplicationStartedEvent;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import dev.idempotency.aop.IdempotentApplication;

import static org.assertj.core.api.Assertions.assertThat;

/** A validation run ends with what it found, and has run nothing. */
@Timeout(120)
@ExtendWith(OutputCaptureExtension.class)
class ScheduleValidationTests {

    @TempDir
    private Path folder;

    private record Ended(int code, String output) {}

    private Ended run(String... arguments) throws IOException, InterruptedException {
        return run(ValidatedApplication.class, "exit", arguments);
    }

    private Ended run(Class<?> application, String validate, String... arguments)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-Xshare:auto",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                application.getName(),
                "--spring.main.banner-mode=off",
                "--spring.main.web-application-type=none",
                "--logging.level.root=error",
                "--idempotency.schedules.validate=" + validate));
        command.addAll(List.of(arguments));
        Path output = this.folder.resolve("output.txt");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        } finally {
            process.destroyForcibly();
        }
        return new Ended(process.exitValue(), Files.readString(output));
    }

    @ParameterizedTest
    @CsvSource({"0 15 13 * * *, 0, INFO", "0 30 2 * * *, 1, WARNING", "0 0 0 30 2 *, 2, ERROR"})
    void endsWithTheSeverityOfWhatItFound(String cron, int code, String severity) throws Exception {
        Ended ended = run("--nightly.cron=" + cron);

        assertThat(ended.output())
                .contains("2 schedules, ", severity, "too-frequent: often")
                .doesNotContain(ValidatedApplication.TASK_RAN, ValidatedApplication.RUNNER_RAN);
        assertThat(ended.code()).as(ended.output()).isEqualTo(code);
    }

    @Test
    void runsNothingThatIsDueAtOnce() throws Exception {
        Ended ended = run(ImmediateApplication.class, "exit");

        assertThat(ended.output())
                .contains(ImmediateApplication.SCHEDULER_IDLE, "5 schedules, ")
                .doesNotContain(ImmediateApplication.RAN);
        assertThat(ended.code()).as(ended.output()).isZero();
    }

    /** Or the test above would prove nothing. */
    @Test
    void allOfThatRunsInTimeWhereNothingIsValidated() throws Exception {
        Ended ended = run(ImmediateApplication.class, "off");

        assertThat(ended.output().lines().filter(line -> line.startsWith(ImmediateApplication.RAN)))
                .containsExactlyInAnyOrder(
                        ImmediateApplication.RAN + "fixed rate, protected",
                        ImmediateApplication.RAN + "fixed rate from a time on",
                        ImmediateApplication.RAN + "fixed delay",
                        ImmediateApplication.RAN + "fixed delay from a time on",
                        ImmediateApplication.RAN + "once",
                        ImmediateApplication.RAN + "own trigger",
                        ImmediateApplication.RAN + "application runner",
                        ImmediateApplication.RAN + "command line runner");
        assertThat(ended.output()).contains(ImmediateApplication.SCHEDULER_IDLE);
        assertThat(ended.code()).as(ended.output()).isZero();
    }

    @Test
    void endsWithThreeWhereTheApplicationDoesNotStartAndSaysWhy() throws Exception {
        Ended ended = run("--nightly.cron=every night");

        assertThat(ended.code()).as(ended.output()).isEqualTo(3);
        assertThat(ended.output()).contains("every night");
    }

    @ParameterizedTest
    @CsvSource({"resources.reports.nightly, warehouse", "only.schedule, nigthly"})
    void doesNotValidateWhatIsSaidOfAScheduleThatIsNotThere(String property, String value) throws Exception {
        Ended ended = run("--nightly.cron=0 15 13 * * *", "--idempotency.schedules." + property + "=" + value);

        assertThat(ended.code()).as(ended.output()).isEqualTo(3);
        assertThat(ended.output())
                .contains(
                        "Invalid value '" + value + "' for configuration property 'idempotency.schedules." + property,
                        "no schedule of that name; there are [nightly, often]")
                .doesNotContain("2 schedules, ");
    }

    @Test
    void writesJsonOfOneScheduleToAFile() throws Exception {
        Path file = this.folder.resolve("report.json");

        Ended ended = run(
                "--nightly.cron=0 30 2 * * *",
                "--idempotency.schedules.format=json",
                "--idempotency.schedules.output=" + file,
                "--idempotency.schedules.only.schedule=nightly",
                "--idempotency.schedules.only.finding=clock-change-loses-day");

        assertThat(ended.code()).as(ended.output()).isEqualTo(1);
        assertThat(ended.output()).doesNotContain("clock-change");
        JsonNode report = JsonMapper.shared().readTree(file.toFile());
        assertThat(report.path("findings")).hasSize(1);
        assertThat(report.at("/findings/0/kind").asString()).isEqualTo("clock-change-loses-day");
        assertThat(report.at("/findings/0/schedules/0").asString()).isEqualTo("nightly");
        assertThat(report.at("/health/grade").asString()).isEqualTo("C");
        assertThat(report.at("/schedules/0/nextFires")).hasSize(5);
    }

    @Test
    void logsTheReportWhereTheApplicationGoesOn(CapturedOutput output) {
        IdempotentApplication.inMemory(ValidatedApplication.class)
                .withPropertyValues("nightly.cron=0 30 2 * * *", "idempotency.schedules.validate=log")
                .run(context -> {
                    context.publishEvent(new ApplicationStartedEvent(
                            new SpringApplication(), new String[0], context.getSourceApplicationContext(), null));
                    assertThat(output).contains("clock-change-loses-day: nightly");
                });
    }

    @ParameterizedTest
    @CsvSource({"pool-size, 0, at least 1", "hotspot-threshold, 0, above 0", "hotspot-threshold, -0.5, above 0"})
    void refusesWhatCannotBeMeant(String property, String value, String reason) {
        IdempotentApplication.inMemory(ValidatedApplication.class)
                .withPropertyValues("nightly.cron=-", "idempotency.schedules." + property + "=" + value)
                .run(context -> assertThat(context)
                        .getFailure()
                        .rootCause()
                        .isInstanceOf(InvalidConfigurationPropertyValueException.class)
                        .hasMessageContaining(property)
                        .hasMessageContaining(value)
                        .extracting("reason")
                        .asString()
                        .contains(reason));
    }

    @Test
    void isOffByDefaultAndByWhatYamlMakesOfIt(CapturedOutput output) {
        IdempotentApplication.inMemory(ValidatedApplication.class)
                .withPropertyValues("nightly.cron=0 30 2 * * *", "idempotency.schedules.validate=false")
                .run(context -> {
                    assertThat(context).hasNotFailed();
                    context.publishEvent(new ApplicationStartedEvent(
                            new SpringApplication(), new String[0], context.getSourceApplicationContext(), null));
                    assertThat(output).doesNotContain("clock-change-loses-day");
                });
    }
}
