package dev.idempotency.autoconfigure;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;

import dev.idempotency.engine.WallClock;
import dev.idempotency.schedule.FireTimeCapture;

/** Auto-configuration of what tells {@code @Scheduled} methods their nominal fire times. */
@AutoConfiguration
@ConditionalOnProperty(name = "idempotency.enabled", matchIfMissing = true)
public final class IdempotencyScheduleAutoConfiguration {

    @Bean
    FireTimeCapture idempotencyFireTimeCapture() {
        return new FireTimeCapture(WallClock.system());
    }
}
