package dev.idempotency.autoconfigure;

import java.time.Duration;
import java.util.Objects;
import java.util.UUID;

import javax.sql.DataSource;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.aop.AopAutoConfiguration;
import org.springframework.boot.context.annotation.ImportCandidates;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.core.io.support.SpringFactoriesLoader;
import org.springframework.core.io.support.SpringFactoriesLoader.FailureHandler;
import org.springframework.jdbc.core.JdbcTemplate;

import dev.idempotency.DistributedLock;
import dev.idempotency.DistributedLocks;
import dev.idempotency.lock.LockOutcome;
import dev.idempotency.lock.LockProvider;
import dev.idempotency.lock.LockRequest;
import dev.idempotency.lock.jdbc.JdbcLockProvider;
import dev.idempotency.lock.memory.MemoryLockProvider;
import dev.idempotency.lock.postgres.PostgresAdvisoryLockProvider;
import dev.idempotency.lock.redis.RedisLockProvider;
import dev.idempotency.store.IdempotencyStore;
import dev.idempotency.store.jdbc.PostgresDatabase;
import dev.idempotency.store.memory.MemoryIdempotencyStore;
import dev.idempotency.testing.PostgresTestServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.spy;
import static org.mockito.Mockito.when;

/** No Redis runs here: locks in it must not need one to be made. */
@ExtendWith(OutputCaptureExtension.class)
class IdempotencyLockAutoConfigurationTests {

    private static final Duration LEASE = Duration.ofMinutes(1);

    private static final String[] REDIS = {"spring.data.redis.host=redis.example", "spring.data.redis.password=secret"};

    private final ApplicationContextRunner alone = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(
                    AopAutoConfiguration.class,
                    IdempotencyJdbcAutoConfiguration.class,
                    IdempotencyRedisAutoConfiguration.class,
                    IdempotencyAutoConfiguration.class,
                    IdempotencyLockAutoConfiguration.class,
                    IdempotencyDisabledAutoConfiguration.class));

    private final ApplicationContextRunner withDatabase = this.alone
            .withConfiguration(AutoConfigurations.of(DataSourceAutoConfiguration.class))
            .withPropertyValues("spring.datasource.url=jdbc:h2:mem:" + UUID.randomUUID());

    private final ApplicationContextRunner withRedis = this.alone
            .withConfiguration(AutoConfigurations.of(DataRedisAutoConfiguration.class))
            .withPropertyValues(REDIS);

    private final ApplicationContextRunner withBoth = this.withDatabase
            .withConfiguration(AutoConfigurations.of(DataRedisAutoConfiguration.class))
            .withPropertyValues(REDIS);

    @Test
    void isRegisteredWithSpringBoot() {
        assertThat(ImportCandidates.load(AutoConfiguration.class, getClass().getClassLoader()))
                .contains(IdempotencyLockAutoConfiguration.class.getName());
    }

    @ParameterizedTest
    @ValueSource(strings = {"auto", "", "  ", "AUTO"})
    void followsTheStoreIntoTheDatabase(String provider, CapturedOutput output) {
        this.withDatabase
                .withPropertyValues("idempotency.lock.provider=" + provider)
                .run(context -> {
                    assertThat(context)
                            .hasNotFailed()
                            .getBean(LockProvider.class)
                            .isInstanceOf(JdbcLockProvider.class);
                    try (DistributedLock lock = locked(context)) {
                        assertThat(lock.isHeld()).isTrue();
                        assertThat(new JdbcTemplate(context.getBean(DataSource.class))
                                        .queryForList("select lock_name from idempotency_lock", String.class))
                                .containsExactly("application:ledger:42");
                    }
                    assertThat(output)
                            .contains(
                                    "Distributed locks are of the jdbc provider: leases, DataSource 'dataSource' (jdbc:h2:mem:");
                });
    }

    @Test
    void followsTheStoreIntoRedis(CapturedOutput output) {
        this.withRedis.run(context -> {
            assertThat(context).hasNotFailed().getBean(LockProvider.class).isInstanceOf(RedisLockProvider.class);
            assertThat(output)
                    .contains("Distributed locks are of the redis provider: leases, Redis at redis.example:6379, keys"
                            + " below 'idempotency:lock:'")
                    .doesNotContain("secret");
        });
    }

    @Test
    void followsTheStoreIntoMemoryAndSaysWhatThatMeans(CapturedOutput output) {
        this.alone.run(context -> {
            assertThat(context).hasNotFailed().getBean(LockProvider.class).isInstanceOf(MemoryLockProvider.class);
            assertThat(output)
                    .containsPattern("WARN.*Distributed locks are in this process's memory, because the store is"
                            + " 'memory' and idempotency.lock.provider is 'auto'");
        });
    }

    @Test
    void followsTheStoreIntoTheDatabaseWhereThereIsARedisToo() {
        this.withBoth.run(context ->
                assertThat(context).hasNotFailed().getBean(LockProvider.class).isInstanceOf(JdbcLockProvider.class));
    }

    @Test
    void saysThatLocksAreInMemoryBesideAStoreThatItDoesNotKnow(CapturedOutput output) {
        IdempotencyStore store = spy(new MemoryIdempotencyStore());
        when(store.name()).thenReturn("dynamo");
        this.withDatabase.withBean(IdempotencyStore.class, () -> store).run(context -> {
            assertThat(context).hasNotFailed().getBean(LockProvider.class).isInstanceOf(MemoryLockProvider.class);
            assertThat(output).contains("because the store is 'dynamo' and idempotency.lock.provider is 'auto'");
        });
    }

    @Test
    void locksInADatabaseBesideAStoreOfTheApplicationsOwn() {
        this.withDatabase
                .withBean(IdempotencyStore.class, MemoryIdempotencyStore::new)
                .withPropertyValues("idempotency.lock.provider=jdbc")
                .run(context -> {
                    assertThat(context)
                            .hasNotFailed()
                            .getBean(LockProvider.class)
                            .isInstanceOf(JdbcLockProvider.class);
                    locked(context).close();
                });
    }

    @ParameterizedTest
    @CsvSource({"redis, jdbc", "jdbc, redis", "memory, jdbc", "memory, redis", "redis, memory", "jdbc, memory"})
    void locksElsewhereThanTheStoreIfItIsToldSo(String store, String provider) {
        this.withBoth
                .withPropertyValues("idempotency.store.type=" + store, "idempotency.lock.provider=" + provider)
                .run(context -> assertThat(context)
                        .hasNotFailed()
                        .getBean(LockProvider.class)
                        .isInstanceOf(
                                switch (provider) {
                                    case "jdbc" -> JdbcLockProvider.class;
                                    case "redis" -> RedisLockProvider.class;
                                    default -> MemoryLockProvider.class;
                                }));
    }

    @ParameterizedTest
    @ValueSource(strings = {"postgres-advisory", "POSTGRES_ADVISORY", "postgresAdvisory"})
    void takesAdvisoryLocksOfPostgres(String provider, CapturedOutput output) {
        PostgresDatabase database = PostgresDatabase.create();
        this.withDatabase
                .withPropertyValues(
                        "idempotency.lock.provider=" + provider,
                        "idempotency.jdbc.initialize-schema=always",
                        "spring.datasource.url=" + database.url(),
                        "spring.datasource.username=" + PostgresTestServer.get().user(),
                        "spring.datasource.password=" + PostgresTestServer.get().password())
                .run(context -> {
                    assertThat(context)
                            .hasNotFailed()
                            .getBean(LockProvider.class)
                            .isInstanceOf(PostgresAdvisoryLockProvider.class);
                    locked(context).close();
                    assertThat(output)
                            .contains("Distributed locks are of the postgres-advisory provider: a connection for each"
                                    + " lock that is held, DataSource 'dataSource' (jdbc:postgresql:");
                });
    }

    @Test
    void refusesAdvisoryLocksInAnotherDatabase() {
        this.withDatabase
                .withPropertyValues("idempotency.lock.provider=postgres-advisory")
                .run(context -> {
                    FailureAnalysis analysis = analysis(context);
                    assertThat(analysis.getDescription())
                            .startsWith(
                                    "idempotency.lock.provider=postgres-advisory needs PostgreSQL, and the DataSource"
                                            + " 'dataSource' (jdbc:h2:mem:")
                            .endsWith("leads to another database.");
                    assertThat(analysis.getAction()).contains("jdbc", "auto", "redis", "memory");
                });
    }

    @ParameterizedTest
    @CsvSource({
        "redis, RedisConnectionFactory",
        "jdbc, DataSource",
        "postgres-advisory, DataSource",
    })
    void refusesAProviderWithoutItsConnectionAndSaysWhatToDo(String provider, String bean) {
        this.alone.withPropertyValues("idempotency.lock.provider=" + provider).run(context -> {
            FailureAnalysis analysis = analysis(context);
            assertThat(analysis.getDescription())
                    .contains("idempotency.lock.provider=" + provider + " needs a " + bean + " bean");
            assertThat(analysis.getAction()).contains("spring-boot-starter", "choose auto", "memory");
        });
    }

    @Test
    void refusesRedisLocksWithoutSpringDataRedis() {
        this.alone
                .withClassLoader(new FilteredClassLoader("org.springframework.data.redis"))
                .withPropertyValues("idempotency.lock.provider=redis")
                .run(context -> assertThat(analysis(context).getDescription()).contains("RedisConnectionFactory"));
    }

    @Test
    void leavesTheFieldToAProviderOfTheApplications() {
        LockProvider own = new MemoryLockProvider();
        this.withDatabase.withBean(LockProvider.class, () -> own).run(context -> {
            assertThat(context).hasNotFailed().getBean(LockProvider.class).isSameAs(own);
            locked(context);
            assertThat(own.tryAcquire(new LockRequest("application:ledger:42", UUID.randomUUID(), LEASE)))
                    .isInstanceOf(LockOutcome.Contended.class);
        });
    }

    @Test
    void keepsApplicationsApartByTheirNamespace() {
        this.withDatabase.withPropertyValues("idempotency.namespace=billing").run(context -> {
            locked(context);
            assertThat(new JdbcTemplate(context.getBean(DataSource.class))
                            .queryForList("select lock_name from idempotency_lock", String.class))
                    .contains("billing:ledger:42");
        });
    }

    /** To start is what matters; and to run at once what must not would be no way to be switched off. */
    @ParameterizedTest
    @ValueSource(strings = {"auto", "jdbc", "redis"})
    void locksThisProcessWhereTheLibraryIsSwitchedOff(String provider, CapturedOutput output) {
        this.withBoth
                .withPropertyValues("idempotency.enabled=false", "idempotency.lock.provider=" + provider)
                .run(context -> {
                    assertThat(context).hasNotFailed().doesNotHaveBean(LockProvider.class);
                    DistributedLocks locks = context.getBean(DistributedLocks.class);
                    DistributedLock lock = locked(context);
                    assertThat(locks.tryAcquire("ledger:42", LEASE)).isEmpty();
                    lock.close();
                    assertThat(locks.tryAcquire("ledger:42", LEASE)).isPresent();
                    assertThat(output).contains("distributed locks exclude this process's own threads only");
                });
    }

    @Test
    void leavesTheLocksOfAnApplicationToTheirOwnersWhenItShutsDown() {
        PostgresDatabase database = PostgresDatabase.create();
        ApplicationContextRunner node = this.withDatabase.withPropertyValues(
                "idempotency.jdbc.initialize-schema=always",
                "spring.datasource.url=" + database.url(),
                "spring.datasource.username=" + PostgresTestServer.get().user(),
                "spring.datasource.password=" + PostgresTestServer.get().password());

        node.run(IdempotencyLockAutoConfigurationTests::locked);

        node.run(context -> assertThat(context.getBean(DistributedLocks.class).tryAcquire("ledger:42", LEASE))
                .isEmpty());
    }

    @Test
    void analysesItsFailuresByItself() {
        assertThat(SpringFactoriesLoader.forDefaultResourceLocation()
                        .load(FailureAnalyzer.class, FailureHandler.handleMessage((message, failure) -> {})))
                .hasAtLeastOneElementOfType(LockProviderNotAvailableFailureAnalyzer.class);
    }

    private static DistributedLock locked(AssertableApplicationContext context) {
        return context.getBean(DistributedLocks.class)
                .tryAcquire("ledger:42", LEASE)
                .orElseThrow();
    }

    private static FailureAnalysis analysis(AssertableApplicationContext context) {
        assertThat(context).hasFailed();
        FailureAnalysis analysis = new LockProviderNotAvailableFailureAnalyzer()
                .analyze(Objects.requireNonNull(context.getStartupFailure()));
        assertThat(analysis).isNotNull();
        return analysis;
    }
}
