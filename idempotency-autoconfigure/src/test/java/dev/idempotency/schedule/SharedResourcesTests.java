package dev.idempotency.schedule;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.event.ApplicationStartedEvent;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.scheduling.annotation.Scheduled;

import dev.idempotency.ExecutionOutcome;
import dev.idempotency.IdempotencyContext;
import dev.idempotency.Idempotent;
import dev.idempotency.aop.IdempotentApplication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

/** What {@code @Scheduled} methods share is said by properties, and found where they get into each other's way. */
@ExtendWith(OutputCaptureExtension.class)
class SharedResourcesTests {

    private static final String RESOURCES = "idempotency.schedules.resources";

    private final ApplicationContextRunner application = IdempotentApplication.inMemory(Config.class);

    /** Both runs take ten minutes, and begin five minutes apart. */
    private static ScheduleReport report(AssertableApplicationContext context) {
        ApplicationSchedules schedules = context.getBean(ApplicationSchedules.class);
        for (String task : List.of("reports.nightly", "reports.clean-up")) {
            IdempotencyContext execution = mock(IdempotencyContext.class);
            given(execution.task()).willReturn(task);
            schedules.onEnded(execution, Duration.ofMinutes(10), ExecutionOutcome.SUCCESS);
        }
        return context.getBean(ScheduleInspector.class).inspect();
    }

    @Test
    void overlapsOnASharedResourceAreErrors() {
        this.application
                .withPropertyValues(RESOURCES + ".reports.nightly=warehouse", RESOURCES + ".reports.clean-up=warehouse")
                .run(context -> assertThat(report(context).findings(FindingKind.OVERLAP))
                        .singleElement()
                        .satisfies(overlap -> {
                            assertThat(overlap.severity()).isEqualTo(Severity.ERROR);
                            assertThat(overlap.schedules())
                                    .containsExactlyInAnyOrder("reports.nightly", "reports.clean-up");
                            assertThat(overlap.message()).contains("both use warehouse");
                        }));
    }

    @Test
    void andAreNotWhereNothingOrSomethingElseIsShared() {
        this.application.run(context -> assertThat(report(context).findings(FindingKind.OVERLAP))
                .extracting(Finding::severity)
                .containsExactly(Severity.INFO));
        this.application
                .withPropertyValues(
                        RESOURCES + ".reports.nightly=warehouse", RESOURCES + ".reports.clean-up=mail server")
                .run(context -> assertThat(report(context).findings(FindingKind.OVERLAP))
                        .extracting(Finding::severity)
                        .containsExactly(Severity.INFO));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                RESOURCES + ".reports.clean-up",
                RESOURCES + "[reports.clean-up]",
                RESOURCES + ".Reports.cleanUp",
                "IDEMPOTENCY_SCHEDULES_RESOURCES_REPORTS_CLEANUP",
            })
    void areNamedInAnySpelling(String property) {
        this.application
                .withInitializer(context -> context.getEnvironment()
                        .getPropertySources()
                        .addFirst(new SystemEnvironmentPropertySource(
                                "test-systemEnvironment", Map.of(property, "warehouse"))))
                .run(context -> assertThat(
                                context.getBean(ApplicationSchedules.class).all())
                        .extracting(
                                Schedule::name,
                                schedule -> schedule.definition().resource())
                        .containsExactly(tuple("reports.clean-up", "warehouse"), tuple("reports.nightly", null)));
    }

    @Test
    void theExactNameWins() {
        ScheduleResources resources =
                new ScheduleResources(Map.of("Reports.nightly", "one", "reports.nightly", "other", "mail", "server"));
        assertThat(resources.of("reports.nightly")).isEqualTo("other");
        assertThat(resources.of("Reports.nightly")).isEqualTo("one");
        assertThat(resources.of("MAIL")).isEqualTo("server");
        assertThat(resources.of("reports")).isNull();
        assertThat(resources.without(List.of(Schedule.of(ScheduleDefinition.cron("reports.nightly", "0 0 1 * * *")))))
                .containsOnlyKeys("Reports.nightly", "mail");
    }

    @Test
    void aNameThatNoScheduleHasIsSaidWhenTheSchedulesAreKnown(CapturedOutput output) {
        this.application
                .withPropertyValues(RESOURCES + ".reports.nigthly=warehouse", RESOURCES + ".reports.clean-up=warehouse")
                .run(context -> {
                    assertThat(output).doesNotContain("nigthly");
                    context.publishEvent(started(context));
                    assertThat(output)
                            .contains(RESOURCES + ".reports.nigthly is about a schedule that is not there;"
                                    + " there are [reports.clean-up, reports.nightly]");
                });
    }

    @Test
    void nothingIsSaidWhereAllNamesAreKnown(CapturedOutput output) {
        this.application
                .withPropertyValues(RESOURCES + ".reports.clean-up=warehouse")
                .run(context -> {
                    context.publishEvent(started(context));
                    assertThat(output).doesNotContain("a schedule that is not there");
                });
    }

    private static ApplicationStartedEvent started(AssertableApplicationContext context) {
        return new ApplicationStartedEvent(
                new SpringApplication(), new String[0], context.getSourceApplicationContext(), null);
    }

    @Test
    void aResourceWithoutANameIsRefused() {
        this.application
                .withPropertyValues(RESOURCES + ".reports.nightly= ")
                .run(context -> assertThat(context)
                        .getFailure()
                        .rootCause()
                        .isInstanceOf(InvalidConfigurationPropertyValueException.class)
                        .hasMessageContaining(RESOURCES + ".reports.nightly")
                        .extracting("reason")
                        .asString()
                        .contains("must name"));
    }

    static class Reports {

        @Scheduled(cron = "0 0 3 * * *", zone = "UTC")
        @Idempotent(name = "reports.nightly")
        public void nightly() {}

        @Scheduled(cron = "0 5 3 * * *", zone = "UTC")
        @Idempotent(name = "reports.clean-up")
        public void cleanUp() {}
    }

    @Configuration(proxyBeanMethods = false)
    @EnableScheduling
    static class Config {

        @Bean
        Reports reports() {
            return new Reports();
        }
    }
}
