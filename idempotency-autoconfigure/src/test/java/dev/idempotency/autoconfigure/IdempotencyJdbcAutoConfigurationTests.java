package dev.idempotency.autoconfigure;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;

import javax.sql.DataSource;

import com.zaxxer.hikari.HikariDataSource;
import org.flywaydb.core.Flyway;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.predicate.RuntimeHintsPredicates;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;
import org.springframework.boot.flyway.autoconfigure.FlywayAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceInitializationAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.ContextConsumer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;
import org.springframework.core.io.support.SpringFactoriesLoader;
import org.springframework.core.io.support.SpringFactoriesLoader.FailureHandler;
import org.springframework.jdbc.core.JdbcTemplate;

import dev.idempotency.store.ClaimOutcome;
import dev.idempotency.store.ClaimRequest;
import dev.idempotency.store.IdempotencyStore;
import dev.idempotency.store.StoredResult;
import dev.idempotency.store.jdbc.IdempotencySchemaInitializer;
import dev.idempotency.store.jdbc.IdempotencySchemaInitializer.SchemaNotReadyException;
import dev.idempotency.store.jdbc.JdbcIdempotencyStore;
import dev.idempotency.store.memory.MemoryIdempotencyStore;

import static org.assertj.core.api.Assertions.assertThat;

class IdempotencyJdbcAutoConfigurationTests {

    @TempDir
    private Path directory;

    private final ApplicationContextRunner application = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(
                    DataSourceAutoConfiguration.class,
                    DataSourceInitializationAutoConfiguration.class,
                    FlywayAutoConfiguration.class,
                    IdempotencyJdbcAutoConfiguration.class))
            .withPropertyValues("spring.datasource.url=jdbc:h2:mem:" + UUID.randomUUID());

    private final ApplicationContextRunner withOwnFlyway =
            this.application.withPropertyValues("spring.flyway.locations=classpath:jdbc/flyway");

    private final ApplicationContextRunner withSeveral =
            this.application.withUserConfiguration(Several.class).withPropertyValues("spring.flyway.enabled=false");

    @Test
    void standsByWithADataSource() {
        this.application.run(context -> {
            assertThat(context).hasNotFailed().hasSingleBean(IdempotencySchemaInitializer.class);
            assertThat(context).doesNotHaveBean(IdempotencyStore.class);
            StoreFactory factory = context.getBean(StoreFactory.class);
            assertThat(factory.type()).isEqualTo(StoreType.JDBC);
            assertThat(factory.description()).startsWith("DataSource 'dataSource' (jdbc:h2:mem:");
            assertThat(factory.create()).isInstanceOf(JdbcIdempotencyStore.class);
        });
    }

    @Test
    void staysAwayWithoutADataSource() {
        new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(IdempotencyJdbcAutoConfiguration.class))
                .run(staysAway());
    }

    @Test
    void staysAwayWhenItIsSwitchedOff() {
        this.application.withPropertyValues("idempotency.enabled=false").run(staysAway());
    }

    @Test
    void staysAwayFromAnApplicationWithAStoreOfItsOwn() {
        this.application
                .withBean(IdempotencyStore.class, MemoryIdempotencyStore::new)
                .run(staysAway());
    }

    @Test
    void staysAwayWithoutSpringJdbc() {
        this.application
                .withClassLoader(new FilteredClassLoader(JdbcTemplate.class))
                .run(staysAway());
    }

    @Test
    void followsTheTypeOfTheStore() {
        for (String type : List.of("auto", "", "JDBC", "tiered")) {
            this.application
                    .withPropertyValues("idempotency.store.type=" + type)
                    .run(context -> assertThat(context).as(type).hasSingleBean(StoreFactory.class));
        }
        for (String type : List.of("redis", "Memory")) {
            this.application
                    .withPropertyValues("idempotency.store.type=" + type)
                    .run(staysAway());
        }
    }

    @Test
    void takesBlankPropertiesForUnset() {
        this.application
                .withPropertyValues(
                        "idempotency.jdbc.table-prefix=",
                        "idempotency.jdbc.schema=",
                        "idempotency.jdbc.initialize-schema=",
                        "idempotency.jdbc.data-source=")
                .run(protectsOnce("idempotency_"));
    }

    @Test
    void runsAfterTheApplicationsOwnFlywayInTheSameSchema() {
        this.withOwnFlyway.run(context -> {
            protectsOnce("idempotency_").accept(context);
            assertThat(tables(context))
                    .contains("APPLICATION_TABLE", "flyway_schema_history", "IDEMPOTENCY_FLYWAY_HISTORY");
            assertThat(dependenciesOf(context, "idempotencySchemaInitializer")).contains("flywayInitializer");
        });
    }

    @Test
    void exposesNoFlywayOfItsOwn() {
        this.withOwnFlyway.run(context -> {
            assertThat(context).hasSingleBean(Flyway.class);
            assertThat(context.getBean(Flyway.class).getConfiguration().getTable())
                    .isEqualTo("flyway_schema_history");
        });
    }

    @Test
    void migratesAlsoWhereTheApplicationsFlywayIsSwitchedOff() {
        this.application.withPropertyValues("spring.flyway.enabled=false").run(context -> {
            protectsOnce("idempotency_").accept(context);
            assertThat(context).doesNotHaveBean(Flyway.class);
            assertThat(tables(context)).contains("IDEMPOTENCY_FLYWAY_HISTORY");
        });
    }

    @Test
    void runsAfterTheApplicationsSchemaScript() {
        this.application
                .withPropertyValues(
                        "spring.flyway.enabled=false",
                        "spring.sql.init.schema-locations=classpath:jdbc/script/schema.sql")
                .run(context -> {
                    protectsOnce("idempotency_").accept(context);
                    assertThat(tables(context)).contains("APPLICATION_TABLE");
                    assertThat(dependenciesOf(context, "idempotencySchemaInitializer"))
                            .contains("dataSourceScriptDatabaseInitializer");
                });
    }

    @Test
    void runsAScriptOnAnEmbeddedDatabaseWithoutFlyway() {
        this.application
                .withClassLoader(new FilteredClassLoader("org.flywaydb"))
                .run(context -> {
                    protectsOnce("idempotency_").accept(context);
                    assertThat(tables(context)).doesNotContain("IDEMPOTENCY_FLYWAY_HISTORY");
                });
    }

    @Test
    void runsTheScriptAlways() {
        this.application
                .withPropertyValues("idempotency.jdbc.initialize-schema=always")
                .run(protectsOnce("idempotency_"));
    }

    @Test
    void keepsItsTablesInASchemaAndUnderAPrefix() {
        for (String mode : List.of("flyway", "always")) {
            this.application
                    .withPropertyValues(
                            "spring.datasource.url=jdbc:h2:mem:" + UUID.randomUUID()
                                    + ";INIT=create schema if not exists own",
                            "idempotency.jdbc.schema=own",
                            "idempotency.jdbc.table-prefix=once_",
                            "idempotency.jdbc.initialize-schema=" + mode)
                    .run(context -> {
                        protectsOnce("own.once_").accept(context);
                        assertThat(new JdbcTemplate(context.getBean(DataSource.class))
                                        .queryForList(
                                                "select table_schema from information_schema.tables where table_name ="
                                                        + " 'ONCE_RECORD'",
                                                String.class))
                                .as(mode)
                                .containsExactly("OWN");
                    });
        }
    }

    @Test
    void keepsItsRecordsOverARestartOnAFile() {
        ApplicationContextRunner onFile = this.withOwnFlyway.withPropertyValues(
                "spring.datasource.url=jdbc:h2:file:" + this.directory.resolve("data") + ";AUTO_SERVER=TRUE");
        ClaimRequest request = request();
        onFile.run(context -> {
            IdempotencyStore store = context.getBean(StoreFactory.class).create();
            ClaimOutcome.Granted granted = (ClaimOutcome.Granted) store.claim(request);
            assertThat(store.complete(granted.claim(), StoredResult.NONE, Duration.ofHours(1)))
                    .isTrue();
        });

        onFile.run(context -> assertThat(
                        context.getBean(StoreFactory.class).create().find(request.key()))
                .isPresent());
    }

    @Test
    void tellsHowTheTableComesToBeWhenNobodyMadeIt() {
        this.application
                .withPropertyValues("idempotency.jdbc.initialize-schema=never")
                .run(context -> {
                    FailureAnalysis analysis = analysis(context, new SchemaNotReadyFailureAnalyzer());
                    assertThat(analysis.getCause()).isInstanceOf(SchemaNotReadyException.class);
                    assertThat(analysis.getDescription()).contains("idempotency_record", "initialize-schema is never");
                    assertThat(analysis.getAction())
                            .contains(
                                    "org.flywaydb:flyway-core",
                                    "idempotency.jdbc.initialize-schema=always",
                                    "classpath:dev/idempotency/store/jdbc/migration/h2/V1__create_record_table.sql");
                });
    }

    @Test
    void takesThePrimaryOfSeveralDataSources() {
        this.application
                .withUserConfiguration(Primaries.class)
                .run(context -> assertThat(context.getBean(StoreFactory.class).description())
                        .startsWith("DataSource 'first'"));
    }

    @Test
    void takesTheDataSourceThatIsNamed() {
        this.withSeveral
                .withPropertyValues("idempotency.jdbc.data-source=second")
                .run(context -> assertThat(context.getBean(StoreFactory.class).description())
                        .startsWith("DataSource 'second'"));
    }

    @Test
    void asksForANameWhereThereAreSeveralDataSources() {
        this.withSeveral.run(context -> {
            FailureAnalysis analysis = analysis(context, new NoSuchStoreDataSourceFailureAnalyzer());
            assertThat(analysis.getDescription()).contains("first, second");
            assertThat(analysis.getAction()).contains("idempotency.jdbc.data-source to one of: first, second");
        });
    }

    @Test
    void namesTheDataSourcesWhereNoneHasTheNameThatIsSet() {
        this.application.withPropertyValues("idempotency.jdbc.data-source=oops").run(context -> {
            FailureAnalysis analysis = analysis(context, new NoSuchStoreDataSourceFailureAnalyzer());
            assertThat(analysis.getDescription()).contains("'oops'", "dataSource");
        });
    }

    @Test
    void refusesAPrefixThatIsNoIdentifier() {
        this.application
                .withPropertyValues("idempotency.jdbc.table-prefix=x; drop table y")
                .run(context -> assertThat(context).hasFailed().getFailure().hasStackTraceContaining("no digit"));
    }

    @Test
    void describesAnAddressWithoutItsCredentials() {
        assertThat(StoreDataSource.withoutCredentials("jdbc:postgresql://me:secret@db:5432/app?password=secret"))
                .isEqualTo("jdbc:postgresql://db:5432/app");
        assertThat(StoreDataSource.withoutCredentials("jdbc:h2:file:./data;USER=sa;PASSWORD=x"))
                .isEqualTo("jdbc:h2:file:./data");
    }

    @Test
    void keepsTheMigrationsInANativeImage() {
        RuntimeHints hints = new RuntimeHints();
        new IdempotencyJdbcAutoConfiguration.MigrationHints().registerHints(hints, null);

        assertThat(RuntimeHintsPredicates.resource()
                        .forResource("dev/idempotency/store/jdbc/migration/postgresql/V1__create_record_table.sql"))
                .accepts(hints);
    }

    @Test
    void analysesItsFailuresByItself() {
        assertThat(SpringFactoriesLoader.forDefaultResourceLocation()
                        .load(FailureAnalyzer.class, FailureHandler.handleMessage((message, failure) -> {})))
                .hasAtLeastOneElementOfType(NoSuchStoreDataSourceFailureAnalyzer.class)
                .hasAtLeastOneElementOfType(SchemaNotReadyFailureAnalyzer.class);
    }

    @Test
    void letsAStoreBeanWaitForTheDatabase() {
        this.application
                .withBean("ownStore", IdempotencyStore.class, MemoryIdempotencyStore::new)
                .run(context -> assertThat(dependenciesOf(context, "ownStore")).contains("flywayInitializer"));
    }

    private static ContextConsumer<AssertableApplicationContext> staysAway() {
        return context -> assertThat(context)
                .hasNotFailed()
                .doesNotHaveBean(IdempotencySchemaInitializer.class)
                .doesNotHaveBean(StoreFactory.class);
    }

    private static ContextConsumer<AssertableApplicationContext> protectsOnce(String prefix) {
        return context -> {
            assertThat(context).hasNotFailed();
            IdempotencyStore store = context.getBean(StoreFactory.class).create();
            assertThat(store.claim(request())).isInstanceOf(ClaimOutcome.Granted.class);
            assertThat(new JdbcTemplate(context.getBean(DataSource.class))
                            .queryForObject("select count(*) from " + prefix + "record", Integer.class))
                    .isOne();
        };
    }

    private static ClaimRequest request() {
        return new ClaimRequest("key", UUID.randomUUID(), Duration.ofMinutes(1), Duration.ofHours(1), null);
    }

    private static List<@Nullable String> tables(AssertableApplicationContext context) {
        return new JdbcTemplate(context.getBean(DataSource.class))
                .queryForList("select table_name from information_schema.tables", String.class);
    }

    private static List<String> dependenciesOf(AssertableApplicationContext context, String bean) {
        List<String> all = new ArrayList<>();
        String[] direct = context.getBeanFactory().getBeanDefinition(bean).getDependsOn();
        for (String each : direct == null ? new String[0] : direct) {
            all.add(each);
            all.addAll(dependenciesOf(context, each));
        }
        return all;
    }

    private static FailureAnalysis analysis(AssertableApplicationContext context, FailureAnalyzer analyzer) {
        assertThat(context).hasFailed();
        FailureAnalysis analysis = analyzer.analyze(Objects.requireNonNull(context.getStartupFailure()));
        assertThat(analysis).isNotNull();
        return analysis;
    }

    private static HikariDataSource embedded(String name) {
        HikariDataSource dataSource = new HikariDataSource();
        dataSource.setJdbcUrl("jdbc:h2:mem:" + name + "-" + UUID.randomUUID());
        return dataSource;
    }

    @Configuration(proxyBeanMethods = false)
    static class Several {

        @Bean
        DataSource first() {
            return embedded("first");
        }

        @Bean
        DataSource second() {
            return embedded("second");
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Primaries {

        @Bean
        @Primary
        DataSource first() {
            return embedded("first");
        }

        @Bean
        DataSource second() {
            return embedded("second");
        }
    }
}
