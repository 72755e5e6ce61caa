package dev.idempotency.actuate;

import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;

import dev.idempotency.IdempotencyStoreException;
import dev.idempotency.aop.IdempotentApplication;
import dev.idempotency.autoconfigure.IdempotencyEndpointAutoConfiguration;
import dev.idempotency.autoconfigure.IdempotencyHealthAutoConfiguration;
import dev.idempotency.store.IdempotencyStore;
import dev.idempotency.store.StoreState;
import dev.idempotency.store.memory.MemoryIdempotencyStore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.doReturn;
import static org.mockito.Mockito.doThrow;
import static org.mockito.Mockito.spy;

/** Health is that of the store which decides. */
class HealthTests {

    private final IdempotencyStore store = spy(new MemoryIdempotencyStore());

    private final ApplicationContextRunner application = IdempotentApplication.inMemory()
            .withConfiguration(AutoConfigurations.of(
                    IdempotencyHealthAutoConfiguration.class, IdempotencyEndpointAutoConfiguration.class))
            .withBean(IdempotencyStore.class, () -> this.store);

    private static Health health(ApplicationContext context) {
        return context.getBean(IdempotencyHealthIndicator.class).health();
    }

    @Test
    void isUpWhileTheStoreAnswers() {
        this.application.run(context -> assertThat(health(context))
                .isEqualTo(Health.up()
                        .withDetail("store", "memory")
                        .withDetail("authority", "memory")
                        .withDetail("degraded", false)
                        .build()));
    }

    @Test
    void isDownWhenTheStoreThatDecidesCannotBeReached() {
        doThrow(new IdempotencyStoreException("out of order", null))
                .when(this.store)
                .find(any());
        this.application.run(context -> {
            assertThat(health(context).getStatus()).isEqualTo(Status.DOWN);
            assertThat(health(context).getDetails())
                    .containsEntry("store", "memory")
                    .containsEntry("error", IdempotencyStoreException.class.getName() + ": out of order");
        });
    }

    @Test
    void isUpAndDegradedWhenOnlyTheGateIsGone() {
        doReturn(new StoreState("tiered", "jdbc", true)).when(this.store).state();
        this.application.run(context -> assertThat(health(context))
                .isEqualTo(Health.up()
                        .withDetail("store", "tiered")
                        .withDetail("authority", "jdbc")
                        .withDetail("degraded", true)
                        .build()));
    }

    @Test
    void canBeSwitchedOff() {
        this.application
                .withPropertyValues("management.health.idempotency.enabled=false")
                .run(context -> assertThat(context).doesNotHaveBean(IdempotencyHealthIndicator.class));
    }

    @Test
    void isNoEndpointUnlessItIsExposed() {
        this.application.run(context -> assertThat(context).doesNotHaveBean(IdempotencyEndpoint.class));
        this.application
                .withPropertyValues("management.endpoints.web.exposure.include=idempotency")
                .run(context -> assertThat(context).hasSingleBean(IdempotencyEndpoint.class));
        this.application
                .withPropertyValues("management.endpoints.web.exposure.include=*", "idempotency.enabled=false")
                .run(context -> assertThat(context).doesNotHaveBean(IdempotencyEndpoint.class));
    }
}
