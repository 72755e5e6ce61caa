package dev.idempotency.store.jdbc;

import java.time.Duration;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class AnsweredKeysTests {

    private final AnsweredKeys keys = new AnsweredKeys();

    @Test
    void containsWhatWasAnsweredUntilThatMayBeOver() {
        this.keys.add("lasting", Duration.ofMinutes(1));
        this.keys.add("over", Duration.ZERO);
        assertThat(this.keys.contain("lasting")).isTrue();
        assertThat(this.keys.contain("over")).isFalse();
        assertThat(this.keys.contain("never answered")).isFalse();
    }

    @Test
    void takesTheLongestOfTimesToLive() {
        this.keys.add("for ever", Duration.ofSeconds(Long.MAX_VALUE));
        assertThat(this.keys.contain("for ever")).isTrue();
    }

    @Test
    void forgetsWhatIsRemoved() {
        this.keys.add("removed", Duration.ofMinutes(1));
        this.keys.remove("removed");
        assertThat(this.keys.contain("removed")).isFalse();
    }

    /** Both have the hash 2112. */
    @Test
    void letsAKeyPushAnotherOneOutOfItsPlace() {
        this.keys.add("Aa", Duration.ofMinutes(1));
        this.keys.add("BB", Duration.ZERO);
        assertThat(this.keys.contain("Aa")).isFalse();
    }
}
