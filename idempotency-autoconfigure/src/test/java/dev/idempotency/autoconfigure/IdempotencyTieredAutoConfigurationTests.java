package dev.idempotency.autoconfigure;

import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Pattern;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.context.annotation.ImportCandidates;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ApplicationEvent;
import org.springframework.context.event.EventListener;

import dev.idempotency.IdempotencyRecords;
import dev.idempotency.IdempotencyStoreDegradedEvent;
import dev.idempotency.IdempotencyStoreRestoredEvent;
import dev.idempotency.Idempotent;
import dev.idempotency.aop.IdempotentApplication;
import dev.idempotency.store.IdempotencyStore;
import dev.idempotency.store.StoreState;
import dev.idempotency.store.jdbc.JdbcIdempotencyStore;
import dev.idempotency.store.memory.MemoryIdempotencyStore;
import dev.idempotency.store.redis.RedisIdempotencyStore;
import dev.idempotency.store.tiered.TieredIdempotencyStore;

import static org.assertj.core.api.Assertions.assertThat;

/** A database and a Redis connection whose server is not there: it must not be needed for anything. */
@Timeout(60)
@ExtendWith(OutputCaptureExtension.class)
class IdempotencyTieredAutoConfigurationTests {

    /** As Logback writes it by itself, and as Spring Boot lets it write, whichever test has started that. */
    private static final Pattern OUR_WARNING = Pattern.compile(" WARN .*\\bd(ev)?\\.i(dempotency)?\\.");

    private static final AutoConfigurations REDIS = AutoConfigurations.of(
            DataRedisAutoConfiguration.class,
            IdempotencyRedisAutoConfiguration.class,
            IdempotencyTieredAutoConfiguration.class);

    private final ApplicationContextRunner both = IdempotentApplication.withDatabase(
                    "jdbc:h2:mem:" + UUID.randomUUID(), Events.class)
            .withConfiguration(REDIS)
            .withConfiguration(AutoConfigurations.of(IdempotencyMetricsAutoConfiguration.class))
            .withBean(SimpleMeterRegistry.class)
            .withPropertyValues("spring.data.redis.port=1", "spring.data.redis.password=secret");

    @ParameterizedTest
    @ValueSource(strings = {"", "auto", "tiered", "TIERED"})
    void putsRedisInFrontOfTheDatabaseWhereThereAreBoth(String type, CapturedOutput output) {
        this.both.withPropertyValues("idempotency.store.type=" + type).run(context -> {
            assertThat(context.getBean(IdempotencyStore.class)).isInstanceOf(TieredIdempotencyStore.class);
            assertThat(context.getBean(StoreInUse.class).store().state())
                    .isEqualTo(new StoreState("tiered", "jdbc", false));
        });
        assertThat(output)
                .contains("Idempotency records are in the tiered store: DataSource 'dataSource' (jdbc:h2:mem:")
                .contains("with Redis at localhost:1, keys below 'idempotency-gate:', in front of it")
                .doesNotContain("secret");
    }

    @Test
    void theDefaultsAreThoseOfTheContract() {
        this.both
                .withPropertyValues(
                        "idempotency.tiered.timeout=",
                        "idempotency.tiered.copy-ttl=",
                        "idempotency.tiered.circuit-breaker.failure-rate-threshold=",
                        "idempotency.tiered.circuit-breaker.open-for=")
                .run(context -> assertThat(context.getBean(IdempotencyTieredProperties.class))
                        .isEqualTo(new IdempotencyTieredProperties(
                                Duration.ofMillis(250),
                                Duration.ofMinutes(10),
                                new IdempotencyTieredProperties.CircuitBreaker(50, Duration.ofSeconds(10)))));
    }

    @Test
    void aRedisThatIsNotThereCostsOneWarningAndOneEvent(CapturedOutput output) {
        this.both.withBean(Service.class).run(context -> {
            Service service = context.getBean(Service.class);
            for (int i = 0; i < 20; i++) {
                assertThat(service.run("k" + i)).isEqualTo(service.run("k" + i));
            }
            assertThat(service.runs()).isEqualTo(20);

            IdempotencyRecords records = context.getBean(IdempotencyRecords.class);
            assertThat(records.find("Service.run", "k1")).isPresent();
            assertThat(context.getBean(Events.class).published())
                    .singleElement()
                    .isInstanceOfSatisfying(
                            IdempotencyStoreDegradedEvent.class,
                            event -> assertThat(event.store()).isEqualTo("tiered"));
            assertThat(context.getBean(StoreInUse.class).store().state())
                    .isEqualTo(new StoreState("tiered", "jdbc", true));
            assertThat(degraded(context)).isOne();
        });
        assertThat(output.toString().lines().filter(OUR_WARNING.asPredicate()))
                .singleElement()
                .asString()
                .contains("redis in front of the store is given up for now")
                .contains("no connection");
    }

    @Test
    void aKeyIsForgottenWithoutRedis() {
        this.both.withBean(Service.class).run(context -> {
            Service service = context.getBean(Service.class);
            service.run("a");

            assertThat(context.getBean(IdempotencyRecords.class).forget("Service.run", "a"))
                    .isTrue();

            service.run("a");
            assertThat(service.runs()).isEqualTo(2);
        });
    }

    @Test
    void theGaugeIsThereAndZeroWhileAllIsWell() {
        this.both.run(context -> assertThat(degraded(context)).isZero());
        IdempotentApplication.inMemory()
                .withConfiguration(AutoConfigurations.of(IdempotencyMetricsAutoConfiguration.class))
                .withBean(SimpleMeterRegistry.class)
                .run(context -> assertThat(context.getBean(MeterRegistry.class)
                                .get("idempotency.store.degraded")
                                .tag("store", "memory")
                                .gauge()
                                .value())
                        .isZero());
    }

    private static double degraded(AssertableApplicationContext context) {
        return context.getBean(MeterRegistry.class)
                .get("idempotency.store.degraded")
                .tag("store", "tiered")
                .gauge()
                .value();
    }

    @Test
    void takesOneOfBothAloneIfThatIsWanted() {
        this.both
                .withPropertyValues("idempotency.store.type=jdbc")
                .run(context ->
                        assertThat(context.getBean(IdempotencyStore.class)).isInstanceOf(JdbcIdempotencyStore.class));
        this.both
                .withPropertyValues("idempotency.store.type=redis")
                .run(context ->
                        assertThat(context.getBean(IdempotencyStore.class)).isInstanceOf(RedisIdempotencyStore.class));
    }

    @Test
    void leavesTheFieldToAStoreOfTheUsers() {
        this.both
                .withBean(IdempotencyStore.class, MemoryIdempotencyStore::new)
                .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean(StoreFactory.class));
    }

    @Test
    void isOffWithTheLibrary() {
        this.both
                .withPropertyValues("idempotency.enabled=false")
                .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean(StoreFactory.class));
    }

    @Test
    void takesTheDatabaseAloneWithoutTheCircuitBreakersLibrary(CapturedOutput output) {
        this.both
                .withClassLoader(new FilteredClassLoader("io.github.resilience4j"))
                .run(context ->
                        assertThat(context.getBean(IdempotencyStore.class)).isInstanceOf(JdbcIdempotencyStore.class));
        assertThat(output).contains("add io.github.resilience4j:resilience4j-circuitbreaker");
    }

    @Test
    void saysWhatIsMissing() {
        ApplicationContextRunner tiered =
                IdempotentApplication.inMemory().withPropertyValues("idempotency.store.type=tiered");
        assertThat(description(tiered)).contains("no DataSource, and no RedisConnectionFactory");
        assertThat(description(tiered.withConfiguration(REDIS)))
                .contains("there is no DataSource.")
                .doesNotContain("no RedisConnectionFactory");
        assertThat(description(IdempotentApplication.withDatabase("jdbc:h2:mem:" + UUID.randomUUID())
                        .withPropertyValues("idempotency.store.type=tiered")))
                .contains("there is no RedisConnectionFactory")
                .doesNotContain("no DataSource");
        assertThat(description(this.both
                        .withPropertyValues("idempotency.store.type=tiered")
                        .withClassLoader(new FilteredClassLoader("io.github.resilience4j"))))
                .contains("no circuit breaker on the class path");
    }

    private static String description(ApplicationContextRunner application) {
        String[] description = new String[1];
        application.run(context -> {
            assertThat(context).hasFailed();
            Throwable failure = context.getStartupFailure();
            while (failure != null && !(failure instanceof StoreNotAvailableException)) {
                failure = failure.getCause();
            }
            assertThat(failure).isNotNull();
            description[0] = new StoreNotAvailableFailureAnalyzer()
                    .analyze(failure, (StoreNotAvailableException) failure)
                    .getDescription();
        });
        return description[0];
    }

    @ParameterizedTest
    @CsvSource({
        "timeout, 0ms",
        "copy-ttl, -1s",
        "circuit-breaker.open-for, 0s",
        "circuit-breaker.failure-rate-threshold, 0",
        "circuit-breaker.failure-rate-threshold, 101"
    })
    void stopsStartUpOnAnInvalidValueAndNamesIt(String property, String value) {
        String name = "idempotency.tiered." + property;
        this.both
                .withPropertyValues(name + "=" + value)
                .run(context -> assertThat(context)
                        .getFailure()
                        .rootCause()
                        .isInstanceOfSatisfying(InvalidConfigurationPropertyValueException.class, ex -> {
                            assertThat(ex.getName()).isEqualTo(name);
                            assertThat(ex.getReason()).contains("Valid values are");
                        }));
    }

    @Test
    void isRegisteredWithSpringBoot() {
        assertThat(ImportCandidates.load(AutoConfiguration.class, getClass().getClassLoader()))
                .contains(
                        IdempotencyTieredAutoConfiguration.class.getName(),
                        IdempotencyNearCacheAutoConfiguration.class.getName());
    }

    static class Service {

        private int runs;

        @Idempotent("#id")
        public String run(String id) {
            return id + " ran as " + ++this.runs;
        }

        public int runs() {
            return this.runs;
        }
    }

    static class Events {

        private final List<ApplicationEvent> published = new CopyOnWriteArrayList<>();

        @EventListener({IdempotencyStoreDegradedEvent.class, IdempotencyStoreRestoredEvent.class})
        public void on(ApplicationEvent event) {
            this.published.add(event);
        }

        public List<ApplicationEvent> published() {
            return this.published;
        }
    }
}
