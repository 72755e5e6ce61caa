package dev.idempotency.store;

import java.time.Duration;
import java.util.UUID;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** What is remembered of executions until they end. */
class GrantsTests {

    private final Grants<String> grants = new Grants<>();

    @Test
    void remembersAGrantUntilItIsRemoved() {
        Claim claim = granted("a", "note");

        assertThat(this.grants.find(claim)).hasValueSatisfying(grant -> {
            assertThat(grant.note()).isEqualTo("note");
            assertThat(grant.payloadDigest()).isEqualTo("digest");
        });
        this.grants.remove(claim);
        assertThat(this.grants.find(claim)).isEmpty();
    }

    @Test
    void anExecutionThatLostItsKeyNeitherFindsNorRemovesTheGrantOfItsSuccessor() {
        Claim stale = granted("a", "stale");
        Claim successor = granted("a", "successor");

        assertThat(this.grants.find(stale)).isEmpty();
        this.grants.remove(stale);

        assertThat(this.grants.find(successor)).isPresent();
    }

    @Test
    void isBoundedAlsoIfExecutionsNeverEnd() {
        for (int i = 0; i < 100_000; i++) {
            granted("k" + i, "note");
        }

        assertThat(this.grants.find(granted("one too many", "note"))).isEmpty();
    }

    private Claim granted(String key, String note) {
        UUID owner = UUID.randomUUID();
        this.grants.add(new ClaimRequest(key, owner, Duration.ofMinutes(1), Duration.ofHours(1), "digest"), note);
        return new Claim(key, owner, 1, 1, Duration.ofMinutes(1));
    }
}
