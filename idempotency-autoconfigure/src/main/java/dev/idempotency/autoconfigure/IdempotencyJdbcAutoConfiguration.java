package dev.idempotency.autoconfigure;

import javax.sql.DataSource;

import org.jspecify.annotations.Nullable;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.sql.init.dependency.DatabaseInitializationDependencyConfigurer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.ImportRuntimeHints;
import org.springframework.core.io.ResourceLoader;
import org.springframework.jdbc.core.JdbcTemplate;

import dev.idempotency.registry.jdbc.JdbcScheduleStore;
import dev.idempotency.store.IdempotencyStore;
import dev.idempotency.store.jdbc.IdempotencySchemaInitializer;
import dev.idempotency.store.jdbc.JdbcIdempotencyStore;

/** Auto-configuration of the store and the locks in a relational database, and of their tables. */
@AutoConfiguration(
        afterName = {
            "org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration",
            "org.springframework.boot.jdbc.autoconfigure.DataSourceInitializationAutoConfiguration",
            "org.springframework.boot.jdbc.autoconfigure.JndiDataSourceAutoConfiguration",
            "org.springframework.boot.jdbc.autoconfigure.XADataSourceAutoConfiguration",
            "org.springframework.boot.flyway.autoconfigure.FlywayAutoConfiguration",
            "org.springframework.boot.liquibase.autoconfigure.LiquibaseAutoConfiguration"
        })
@ConditionalOnClass({JdbcTemplate.class, DatabaseInitializationDependencyConfigurer.class})
@ConditionalOnProperty(name = "idempotency.enabled", matchIfMissing = true)
@Conditional(OnJdbcCondition.class)
@ConditionalOnBean(DataSource.class)
@EnableConfigurationProperties(IdempotencyJdbcProperties.class)
@Import(DatabaseInitializationDependencyConfigurer.class)
@ImportRuntimeHints(IdempotencyJdbcAutoConfiguration.MigrationHints.class)
public final class IdempotencyJdbcAutoConfiguration {

    @Bean(initMethod = "initialize")
    IdempotencySchemaInitializer idempotencySchemaInitializer(
            ListableBeanFactory beans, IdempotencyJdbcProperties properties, ResourceLoader resourceLoader) {
        requireIdentifier("idempotency.jdbc.table-prefix", properties.getTablePrefix());
        requireIdentifier("idempotency.jdbc.schema", properties.getSchema());
        return new IdempotencySchemaInitializer(
                StoreDataSource.choose(beans, properties.getDataSource()).dataSource(),
                properties.getTablePrefix(),
                properties.getSchema(),
                properties.getInitializeSchema(),
                resourceLoader.getClassLoader());
    }

    /** The initializer is a parameter so that the table is there before anybody asks for the store. */
    @Bean
    @ConditionalOnStoreType({StoreType.AUTO, StoreType.JDBC, StoreType.TIERED})
    @ConditionalOnMissingBean(IdempotencyStore.class)
    JdbcStoreFactory idempotencyJdbcStoreFactory(
            ListableBeanFactory beans, IdempotencyJdbcProperties properties, IdempotencySchemaInitializer initializer) {
        return new JdbcStoreFactory(StoreDataSource.choose(beans, properties.getDataSource()), properties);
    }

    /** The initializer is a parameter for the same reason. */
    @Bean
    JdbcLockProviderFactory idempotencyJdbcLockProviderFactory(
            ListableBeanFactory beans, IdempotencyJdbcProperties properties, IdempotencySchemaInitializer initializer) {
        return new JdbcLockProviderFactory(StoreDataSource.choose(beans, properties.getDataSource()), properties);
    }

    /** And here. */
    @Bean
    PostgresAdvisoryLockProviderFactory idempotencyPostgresAdvisoryLockProviderFactory(
            ListableBeanFactory beans, IdempotencyJdbcProperties properties, IdempotencySchemaInitializer initializer) {
        return new PostgresAdvisoryLockProviderFactory(
                StoreDataSource.choose(beans, properties.getDataSource()), properties);
    }

    /** And here. */
    @Bean
    JdbcStatisticsStoreFactory idempotencyJdbcStatisticsStoreFactory(
            ListableBeanFactory beans, IdempotencyJdbcProperties properties, IdempotencySchemaInitializer initializer) {
        return new JdbcStatisticsStoreFactory(StoreDataSource.choose(beans, properties.getDataSource()), properties);
    }

    /** And here. */
    @Bean
    ScheduleStoreFactory idempotencyJdbcScheduleStoreFactory(
            ListableBeanFactory beans, IdempotencyJdbcProperties properties, IdempotencySchemaInitializer initializer) {
        StoreDataSource chosen = StoreDataSource.choose(beans, properties.getDataSource());
        return new ScheduleStoreFactory(
                "jdbc",
                () -> new JdbcScheduleStore(chosen.dataSource(), properties.getTablePrefix(), properties.getSchema()));
    }

    private static void requireIdentifier(String property, @Nullable String value) {
        if (value != null && !JdbcIdempotencyStore.isIdentifier(value)) {
            throw new InvalidConfigurationPropertyValueException(
                    property, value, "Valid are 1 to 40 letters, digits and underscores that begin with no digit.");
        }
    }

    /** Keeps the migrations in a native image. */
    static class MigrationHints implements RuntimeHintsRegistrar {

        @Override
        public void registerHints(RuntimeHints hints, @Nullable ClassLoader classLoader) {
            hints.resources().registerPattern("dev/idempotency/store/jdbc/migration/**");
        }
    }
}
