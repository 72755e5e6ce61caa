package dev.idempotency.autoconfigure;

import java.time.Duration;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import dev.idempotency.IdempotencyRecords;
import dev.idempotency.Idempotent;
import dev.idempotency.OnDuplicate;
import dev.idempotency.aop.IdempotentApplication;
import dev.idempotency.aop.IdempotentMethod;
import dev.idempotency.aop.IdempotentMethods;
import dev.idempotency.task.IdempotencySettings;
import dev.idempotency.task.TaskSettings;

import static org.assertj.core.api.Assertions.assertThat;

/** Settings of a task: tasks over annotation over category over defaults; and what is wrong with them. */
class IdempotencyPropertiesTests {

    private final ApplicationContextRunner application =
            IdempotentApplication.inMemory().withBean(ReportService.class);

    private void effective(java.util.function.Consumer<IdempotentMethod> test, String... properties) {
        this.application.withPropertyValues(properties).run(context -> {
            assertThat(context).hasNotFailed();
            test.accept(
                    context.getBean(IdempotentMethods.class).all().iterator().next());
        });
    }

    @Test
    void takesTheAnnotationOverTheCategoryAndThatOverTheDefaults() {
        effective(
                method -> {
                    assertThat(method.task().policy().ttl()).isEqualTo(Duration.ofHours(6));
                    assertThat(method.task().policy().lease()).isEqualTo(Duration.ofMinutes(7));
                    assertThat(method.task().policy().waitTimeout()).isEqualTo(Duration.ofSeconds(9));
                },
                "idempotency.defaults.ttl=1h",
                "idempotency.defaults.lease=3m",
                "idempotency.defaults.wait-timeout=9s",
                "idempotency.categories.report.ttl=2h",
                "idempotency.categories.report.lease=7m");
    }

    @ParameterizedTest
    @CsvSource({
        "idempotency.tasks.ReportService.generate.ttl",
        "idempotency.tasks[ReportService.generate].ttl",
        "idempotency.tasks.reportservice.generate.TTL"
    })
    void takesTheTaskOverEverythingWithItsNameInBracketsOrNot(String property) {
        effective(
                method -> {
                    assertThat(method.task().policy().ttl()).isEqualTo(Duration.ofHours(12));
                    assertThat(method.task().policy().onDuplicate()).isEqualTo(OnDuplicate.SKIP);
                },
                property + "=12h",
                "idempotency.tasks.ReportService.generate.onDuplicate=skip");
    }

    @Test
    void takesABlankPropertyAsUnset() {
        effective(
                method -> assertThat(method.task().policy().ttl()).isEqualTo(Duration.ofHours(6)),
                "idempotency.tasks.ReportService.generate.ttl=",
                "idempotency.defaults.ttl=",
                "idempotency.zone=",
                "idempotency.namespace=",
                "idempotency.store.type=",
                "idempotency.lock.provider=",
                "idempotency.result.max-size=",
                "idempotency.enabled=",
                "idempotency.keep-alive.enabled=");
    }

    @Test
    void inheritsFromAShippedCategoryWhatTheUsersOwnLeavesOpen() {
        this.application
                .withPropertyValues("idempotency.categories.critical.lease=1m", "idempotency.categories.mine.ttl=5h")
                .run(context -> {
                    var categories = context.getBean(IdempotencySettings.class).categories();
                    assertThat(categories)
                            .containsEntry(
                                    "critical",
                                    TaskSettings.ofTtl(Duration.ofHours(4)).or(lease(Duration.ofMinutes(1))))
                            .containsEntry("mine", TaskSettings.ofTtl(Duration.ofHours(5)));
                });
    }

    private static TaskSettings lease(Duration lease) {
        return new TaskSettings(
                null, null, lease, null, null, null, null, null, null, null, null, null, null, null, null, null, null);
    }

    @Test
    void switchesASingleTaskOff() {
        this.application
                .withPropertyValues("idempotency.tasks.ReportService.generate.enabled=false")
                .run(context -> {
                    ReportService service = context.getBean(ReportService.class);
                    assertThat(service.generate("a")).isNotEqualTo(service.generate("a"));
                });
    }

    @Test
    void switchesEverythingOffAndHasNoRecordsThen() {
        this.application
                .withConfiguration(AutoConfigurations.of(IdempotencyDisabledAutoConfiguration.class))
                .withPropertyValues("idempotency.enabled=false")
                .run(context -> {
                    ReportService service = context.getBean(ReportService.class);
                    assertThat(service.generate("a")).isNotEqualTo(service.generate("a"));
                    IdempotencyRecords records = context.getBean(IdempotencyRecords.class);
                    assertThat(records.find("ReportService.generate", "a")).isEmpty();
                    assertThat(records.forget("ReportService.generate", "a")).isFalse();
                });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "idempotency.defaults.ttl=-1h | positive duration",
                "idempotency.categories.report.lease=0s | positive duration",
                "idempotency.tasks.ReportService.generate.ttl=soon | It must be a duration",
                "idempotency.tasks.ReportService.generate.on-duplicate=maybe | replay, skip, throw",
                "idempotency.tasks.ReportService.generate.tttl=1h | There is no such setting",
                "idempotency.defaults.backoff-multiplier=0.5 | at least 1",
                "idempotency.defaults.lease=48h | shorter than idempotency.defaults.ttl",
                "idempotency.zone=Mars/Olympus | It must be a zone",
                "idempotency.namespace=a:b | neither a colon nor white space",
                "idempotency.result.max-size=-1 | It must be positive",
                "idempotency.cleanup.batch-size=0 | at least 1"
            })
    void refusesAValueThatCannotBeMeantByThePropertysName(String property, String reason) {
        this.application.withPropertyValues(property).run(context -> {
            assertThat(context).hasFailed();
            Throwable failure = context.getStartupFailure();
            while (failure != null && !(failure instanceof InvalidConfigurationPropertyValueException)) {
                failure = failure.getCause();
            }
            assertThat(failure).isInstanceOfSatisfying(InvalidConfigurationPropertyValueException.class, invalid -> {
                assertThat(invalid.getName()).isEqualTo(property.substring(0, property.indexOf('=')));
                assertThat(invalid.getReason()).contains(reason.strip());
            });
        });
    }

    @ParameterizedTest
    @CsvSource({
        "idempotency.store.type, floppy",
        "idempotency.defaults.on-duplicate, maybe",
        "idempotency.defaults.ttl, soon",
        "idempotency.lock.provider, zookeeper",
        "idempotency.result.serializer, xml"
    })
    void leavesTypesToTheBindersOwnAnalysis(String property, String value) {
        this.application.withPropertyValues(property + "=" + value).run(context -> {
            assertThat(context).hasFailed();
            assertThat(context.getStartupFailure())
                    .hasStackTraceContaining(property)
                    .hasStackTraceContaining(BindException.class.getSimpleName());
        });
    }

    @ParameterizedTest
    @CsvSource({"redis", "jdbc", "tiered"})
    void refusesAStoreWithoutItsConnection(String type) {
        this.application.withPropertyValues("idempotency.store.type=" + type).run(context -> {
            assertThat(context).hasFailed();
            Throwable failure = context.getStartupFailure();
            while (failure != null && !(failure instanceof StoreNotAvailableException)) {
                failure = failure.getCause();
            }
            assertThat(failure).isNotNull();
            var analysis =
                    new StoreNotAvailableFailureAnalyzer().analyze(failure, (StoreNotAvailableException) failure);
            assertThat(analysis.getDescription()).contains("idempotency.store.type=" + type);
            assertThat(analysis.getAction()).contains("memory");
        });
    }

    static class ReportService {

        private int runs;

        @Idempotent(ttl = "6h", category = "report")
        public String generate(String name) {
            return name + ++this.runs;
        }
    }
}
