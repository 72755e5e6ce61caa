package dev.idempotency.store.tiered;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import dev.idempotency.store.ClaimOutcome;
import dev.idempotency.store.ClaimRequest;
import dev.idempotency.store.IdempotencyStore;
import dev.idempotency.store.RecordStatus;
import dev.idempotency.store.StoredResult;
import dev.idempotency.testing.Race;

import static org.assertj.core.api.Assertions.assertThat;

/** Many threads of several nodes that submit the same keys several times, in the middle of which something happens. */
final class Load {

    private static final int THREADS = 8;
    private static final int ROUNDS = 4;

    private final List<String> keys;
    private final Map<String, AtomicInteger> runs = new ConcurrentHashMap<>();
    private final Map<String, UUID> latest = new ConcurrentHashMap<>();

    Load(int keys) {
        this.keys = IntStream.range(0, keys).mapToObj(i -> "load:" + i).toList();
    }

    List<String> keys() {
        return this.keys;
    }

    /** Submits; whatever a store throws is thrown. */
    void submit(List<? extends IdempotencyStore> nodes, Runnable inTheMiddle) throws Exception {
        AtomicInteger node = new AtomicInteger();
        AtomicInteger submitted = new AtomicInteger();
        int middle = THREADS * ROUNDS * this.keys.size() / 3;
        Race.of(THREADS, () -> {
            IdempotencyStore store = nodes.get(node.getAndIncrement() % nodes.size());
            for (int round = 0; round < ROUNDS; round++) {
                List<String> shuffled = new ArrayList<>(this.keys);
                Collections.shuffle(shuffled, ThreadLocalRandom.current());
                for (String key : shuffled) {
                    if (submitted.incrementAndGet() == middle) {
                        inTheMiddle.run();
                    }
                    submit(store, key);
                }
            }
        });
    }

    private void submit(IdempotencyStore store, String key) {
        ClaimOutcome outcome = store.claim(new ClaimRequest(
                key, UUID.randomUUID(), Duration.ofMinutes(5), Duration.ofHours(1), "digest of " + key));
        if (outcome instanceof ClaimOutcome.Granted granted) {
            this.runs.computeIfAbsent(key, same -> new AtomicInteger()).incrementAndGet();
            this.latest.put(key, granted.claim().owner());
            assertThat(store.complete(granted.claim(), result(granted.claim().owner()), Duration.ofHours(1)))
                    .isTrue();
        } else if (outcome instanceof ClaimOutcome.Blocked blocked
                && blocked.record().status() == RecordStatus.DONE) {
            UUID owner = blocked.record().owner();
            assertThat(owner).as("the execution that is replayed").isEqualTo(this.latest.get(key));
            assertThat(blocked.record().result()).isEqualTo(result(owner));
            assertThat(blocked.record().payloadDigest()).isEqualTo("digest of " + key);
        }
    }

    private static StoredResult result(UUID owner) {
        return StoredResult.value(("result of " + owner).getBytes(StandardCharsets.UTF_8));
    }

    /** Every key has run so often by now. */
    void assertThatEachKeyRan(int times) {
        assertThat(this.runs)
                .hasSize(this.keys.size())
                .allSatisfy((key, count) -> assertThat(count).as(key).hasValue(times));
    }
}
