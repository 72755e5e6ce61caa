package dev.idempotency.schedule;

import java.time.Duration;
import java.time.Instant;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.scheduling.Trigger;
import org.springframework.scheduling.support.SimpleTriggerContext;

import static org.assertj.core.api.Assertions.assertThat;

/** When registered schedules fire. */
class RegisteredTriggersTests {

    private static final Instant NOON = Instant.parse("2030-01-15T12:00:00Z");
    private static final Trigger EVERY_MINUTE = new RateTrigger(Duration.ofMinutes(1));

    private static @Nullable Instant next(Trigger trigger, Instant after) {
        return trigger.nextExecution(new SimpleTriggerContext(after, after, after));
    }

    @Test
    void aRateFiresAtTheSameInstantsWhereverAndWheneverItBegan() {
        assertThat(next(EVERY_MINUTE, NOON.plusSeconds(59))).isEqualTo(NOON.plusSeconds(60));
        assertThat(next(EVERY_MINUTE, NOON)).isEqualTo(NOON.plusSeconds(60));
        assertThat(next(EVERY_MINUTE, NOON.minusMillis(1))).isEqualTo(NOON);
        assertThat(next(new RateTrigger(Duration.ofMillis(1500)), Instant.EPOCH.minusMillis(1)))
                .isEqualTo(Instant.EPOCH);
    }

    @Test
    void aRatePassesOverWhatWasDueWhileItRan() {
        Instant next = EVERY_MINUTE.nextExecution(new SimpleTriggerContext(NOON, NOON, NOON.plusSeconds(130)));

        assertThat(next).isEqualTo(NOON.plusSeconds(180));
    }

    @Test
    void aScheduleFiresFirstAtTheBeginningOfItsValidity() {
        Trigger later = new ValidityTrigger(EVERY_MINUTE, NOON.plusSeconds(600), null);

        assertThat(next(later, NOON)).isEqualTo(NOON.plusSeconds(600));
        assertThat(next(later, NOON.plusSeconds(600))).isEqualTo(NOON.plusSeconds(660));
        assertThat(next(new ValidityTrigger(EVERY_MINUTE, NOON.plusSeconds(601), null), NOON))
                .isEqualTo(NOON.plusSeconds(660));
    }

    @Test
    void aScheduleFiresNoMoreAtTheEndOfItsValidity() {
        Trigger limited = new ValidityTrigger(EVERY_MINUTE, null, NOON.plusSeconds(120));

        assertThat(next(limited, NOON)).isEqualTo(NOON.plusSeconds(60));
        assertThat(next(limited, NOON.plusSeconds(60))).isNull();
        assertThat(next(new ValidityTrigger(EVERY_MINUTE, NOON.plusSeconds(10), NOON.plusSeconds(20)), NOON))
                .isNull();
    }
}
