package dev.idempotency.store.jdbc;

import java.time.Duration;
import java.util.List;
import java.util.UUID;

import org.junit.jupiter.api.Test;

import dev.idempotency.store.Claim;
import dev.idempotency.store.Completion;
import dev.idempotency.store.StoredResult;

import static org.assertj.core.api.Assertions.assertThat;

class CompletionBatchesTests {

    @Test
    void keepsTogetherWhatIsSmallEnoughInTheOrderOfTheKeys() {
        assertThat(batches(10, completion("c", 3), completion("a", 3), completion("b", 3)))
                .containsExactly(List.of("a", "b", "c"));
    }

    @Test
    void splitsWhatIsTooLargeTogetherAndSendsAloneWhatIsTooLargeByItself() {
        assertThat(batches(10, completion("a", 4), completion("b", 6), completion("c", 1), completion("d", 20)))
                .containsExactly(List.of("a", "b"), List.of("c"), List.of("d"));
    }

    @Test
    void takesACompletionWithoutAResultForNothing() {
        Completion without = new Completion(claim("b"), StoredResult.NONE, Duration.ZERO);

        assertThat(batches(4, completion("a", 4), without)).containsExactly(List.of("a", "b"));
    }

    @Test
    void makesNoBatchOfNothing() {
        assertThat(batches(10)).isEmpty();
    }

    private static List<List<String>> batches(long maxResultBytes, Completion... completions) {
        return CompletionBatches.of(List.of(completions), maxResultBytes).stream()
                .map(batch -> batch.stream().map(each -> each.claim().key()).toList())
                .toList();
    }

    private static Completion completion(String key, int bytes) {
        return new Completion(claim(key), StoredResult.value(new byte[bytes]), Duration.ZERO);
    }

    private static Claim claim(String key) {
        return new Claim(key, UUID.randomUUID(), 1, 1, Duration.ofMinutes(1));
    }
}
