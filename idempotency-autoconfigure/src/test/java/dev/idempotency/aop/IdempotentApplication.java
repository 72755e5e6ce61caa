package dev.idempotency.aop;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.aop.AopAutoConfiguration;
import org.springframework.boot.autoconfigure.context.PropertyPlaceholderAutoConfiguration;
import org.springframework.boot.autoconfigure.task.TaskExecutionAutoConfiguration;
import org.springframework.boot.autoconfigure.task.TaskSchedulingAutoConfiguration;
import org.springframework.boot.flyway.autoconfigure.FlywayAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceTransactionManagerAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.JdbcTemplateAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.transaction.autoconfigure.TransactionAutoConfiguration;

import dev.idempotency.autoconfigure.IdempotencyAutoConfiguration;
import dev.idempotency.autoconfigure.IdempotencyJdbcAutoConfiguration;
import dev.idempotency.autoconfigure.IdempotencyLockAutoConfiguration;
import dev.idempotency.autoconfigure.IdempotencyScheduleAutoConfiguration;
import dev.idempotency.autoconfigure.IdempotencyScheduleRegistryAutoConfiguration;

/** Applications for tests: everything that Boot and this library would configure, without and with a database. */
public final class IdempotentApplication {

    private IdempotentApplication() {}

    /** An application whose records are in memory. */
    public static ApplicationContextRunner inMemory(Class<?>... configuration) {
        return new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(
                        AopAutoConfiguration.class,
                        PropertyPlaceholderAutoConfiguration.class,
                        TaskExecutionAutoConfiguration.class,
                        TaskSchedulingAutoConfiguration.class,
                        IdempotencyAutoConfiguration.class,
                        IdempotencyLockAutoConfiguration.class,
                        IdempotencyScheduleAutoConfiguration.class,
                        IdempotencyScheduleRegistryAutoConfiguration.class))
                .withUserConfiguration(configuration);
    }

    /** An application whose records are in its database, with transactions on it. */
    public static ApplicationContextRunner withDatabase(String url, Class<?>... configuration) {
        return inMemory(configuration)
                .withConfiguration(AutoConfigurations.of(
                        DataSourceAutoConfiguration.class,
                        JdbcTemplateAutoConfiguration.class,
                        DataSourceTransactionManagerAutoConfiguration.class,
                        TransactionAutoConfiguration.class,
                        FlywayAutoConfiguration.class,
                        IdempotencyJdbcAutoConfiguration.class))
                .withPropertyValues("spring.datasource.url=" + url, "spring.aop.proxy-target-class=true");
    }
}
