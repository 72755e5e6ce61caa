package dev.idempotency.statistics;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import dev.idempotency.CallOutcome;
import dev.idempotency.testing.Race;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

/** What every store of statistics does. */
@Timeout(120)
public abstract class AbstractStatisticsStoreContractTests {

    private static final Instant NOON = Instant.parse("2030-01-15T12:00:00Z");
    private static final Slot SLOT = new Slot(SlotWidth.HOUR, NOON);
    private static final Slot NEXT = new Slot(SlotWidth.HOUR, NOON.plus(Duration.ofHours(1)));
    private static final Slots BOTH = new Slots(SlotWidth.HOUR, NOON, NOON.plus(Duration.ofHours(2)));

    private final String namespace = "test-" + UUID.randomUUID();

    protected abstract StatisticsStore store();

    private static CallCount calls(String task, CallOutcome outcome, long calls) {
        return new CallCount(task, "global", outcome, calls);
    }

    private KeyHits hits(String task, String key, long hits, Instant last) {
        return new KeyHits(task, fullKey(task, key), hits, last);
    }

    private String fullKey(String task, String key) {
        return this.namespace + ":" + task + ":global:" + key;
    }

    private void add(Slot slot, CallCount... counts) {
        store().add(this.namespace, new Increments(slot, List.of(counts), List.of()));
    }

    private void add(Slot slot, KeyHits... counts) {
        store().add(this.namespace, new Increments(slot, List.of(), List.of(counts)));
    }

    @Test
    void addsUpTheCallsOfASlot() {
        add(SLOT, calls("Task.act", CallOutcome.EXECUTED, 3), calls("Task.act", CallOutcome.REPLAYED, 1));
        add(SLOT, calls("Task.act", CallOutcome.EXECUTED, 4), calls("task.act", CallOutcome.EXECUTED, 9));
        add(NEXT, calls("Task.act", CallOutcome.EXECUTED, 5));

        var found = store().calls(this.namespace, BOTH, null);
        assertThat(found).containsOnlyKeys(SLOT.start(), NEXT.start());
        assertThat(found.get(SLOT.start()))
                .containsExactlyInAnyOrder(
                        calls("Task.act", CallOutcome.EXECUTED, 7),
                        calls("Task.act", CallOutcome.REPLAYED, 1),
                        calls("task.act", CallOutcome.EXECUTED, 9));
        assertThat(store().calls(this.namespace, BOTH, "task.act"))
                .containsExactly(entry(SLOT.start(), List.of(calls("task.act", CallOutcome.EXECUTED, 9))));
        assertThat(store().calls(this.namespace, BOTH, "Nothing")).isEmpty();
    }

    @Test
    void keepsScopesApart() {
        add(
                SLOT,
                new CallCount("Task.act", "user", CallOutcome.EXECUTED, 1),
                new CallCount("Task.act", "tenant", CallOutcome.EXECUTED, 2));
        assertThat(store().calls(this.namespace, BOTH, null).get(SLOT.start()))
                .containsExactlyInAnyOrder(
                        new CallCount("Task.act", "user", CallOutcome.EXECUTED, 1),
                        new CallCount("Task.act", "tenant", CallOutcome.EXECUTED, 2));
    }

    @Test
    void keepsEveryOutcome() {
        for (CallOutcome outcome : CallOutcome.values()) {
            add(SLOT, calls("Task.act", outcome, outcome.name().length()));
        }
        assertThat(store().calls(this.namespace, BOTH, null).get(SLOT.start()))
                .hasSize(CallOutcome.values().length)
                .allSatisfy(count -> assertThat(count.calls())
                        .isEqualTo(count.outcome().name().length()));
    }

    @Test
    void keepsNamespacesAndWidthsApart() {
        add(SLOT, calls("Task.act", CallOutcome.EXECUTED, 1));
        add(new Slot(SlotWidth.DAY, Instant.parse("2030-01-15T00:00:00Z")), calls("Task.act", CallOutcome.EXECUTED, 2));
        store().add(
                        "other-" + this.namespace,
                        new Increments(SLOT, List.of(calls("Task.act", CallOutcome.EXECUTED, 4)), List.of()));
        assertThat(store().calls(this.namespace, BOTH, null).get(SLOT.start()))
                .containsExactly(calls("Task.act", CallOutcome.EXECUTED, 1));
    }

    @Test
    void showsTheSlotsThatWereAskedFor() {
        add(SLOT, calls("Task.act", CallOutcome.EXECUTED, 1));
        add(NEXT, calls("Task.act", CallOutcome.EXECUTED, 2));
        assertThat(store().calls(
                                this.namespace,
                                new Slots(SlotWidth.HOUR, NOON.plusSeconds(3600), NOON.plusSeconds(3601)),
                                null))
                .containsOnlyKeys(NEXT.start());
        assertThat(store().calls(this.namespace, new Slots(SlotWidth.HOUR, NOON, NOON.plusSeconds(3600)), null))
                .containsOnlyKeys(SLOT.start());
    }

    @Test
    void addsUpTheHitsOfAKeyOverSlots() {
        add(SLOT, hits("Task.act", "a", 3, NOON.plusSeconds(60)), hits("Task.act", "b", 5, NOON.plusSeconds(61)));
        add(SLOT, hits("Task.act", "a", 1, NOON.plusSeconds(70)));
        add(NEXT, hits("Task.act", "a", 2, NOON.plusSeconds(4000)), hits("Other.act", "a", 6, NOON.plusSeconds(4001)));

        assertThat(store().mostHit(this.namespace, BOTH, null, 10))
                .containsExactly(
                        hits("Other.act", "a", 6, NOON.plusSeconds(4001)),
                        hits("Task.act", "a", 6, NOON.plusSeconds(4000)),
                        hits("Task.act", "b", 5, NOON.plusSeconds(61)));
        assertThat(store().mostHit(this.namespace, BOTH, null, 2)).hasSize(2);
        assertThat(store().mostHit(this.namespace, BOTH, "Other.act", 10))
                .containsExactly(hits("Other.act", "a", 6, NOON.plusSeconds(4001)));
    }

    @Test
    void findsTheHitsOfKeys() {
        Slot day = new Slot(SlotWidth.DAY, Instant.parse("2030-01-15T00:00:00Z"));
        Slot before = new Slot(SlotWidth.DAY, Instant.parse("2030-01-14T00:00:00Z"));
        add(before, hits("Task.act", "a", 1, NOON.minusSeconds(80_000)));
        add(day, hits("Task.act", "a", 2, NOON), hits("Task.act", "A", 4, NOON), hits("Task.act", "b", 8, NOON));

        assertThat(store().hits(
                                this.namespace,
                                new Slots(SlotWidth.DAY, before.start(), NOON),
                                List.of(fullKey("Task.act", "a"), fullKey("Task.act", "A"), fullKey("Task.act", "c"))))
                .containsExactlyInAnyOrder(hits("Task.act", "a", 3, NOON), hits("Task.act", "A", 4, NOON));
        assertThat(store().hits(
                                this.namespace,
                                new Slots(SlotWidth.DAY, day.start(), NOON),
                                List.of(fullKey("Task.act", "a"))))
                .containsExactly(hits("Task.act", "a", 2, NOON));
    }

    @Test
    void losesNothingWhenSeveralNodesAddAtOnce() throws Exception {
        Race.of(6, () -> {
            for (int i = 0; i < 20; i++) {
                store().add(
                                this.namespace,
                                new Increments(
                                        SLOT,
                                        List.of(
                                                calls("Task.act", CallOutcome.EXECUTED, 1),
                                                calls("Task.act", CallOutcome.REPLAYED, 2),
                                                calls("Task" + i, CallOutcome.EXECUTED, 1)),
                                        List.of(
                                                hits("Task.act", "a", 1, NOON.plusSeconds(i)),
                                                hits("Task.act", "b" + i, 1, NOON))));
            }
        });
        assertThat(store().calls(this.namespace, BOTH, "Task.act").get(SLOT.start()))
                .containsExactlyInAnyOrder(
                        calls("Task.act", CallOutcome.EXECUTED, 120), calls("Task.act", CallOutcome.REPLAYED, 240));
        assertThat(store().calls(this.namespace, BOTH, "Task7").get(SLOT.start()))
                .containsExactly(calls("Task7", CallOutcome.EXECUTED, 6));
        assertThat(store().mostHit(this.namespace, BOTH, null, 100))
                .hasSize(21)
                .element(0)
                .extracting(KeyHits::hits)
                .isEqualTo(120L);
    }

    /** Redis does so by itself; then there is nothing to remove for anybody. */
    @Test
    void keepsWhatIsNotOld() {
        add(SLOT, calls("Task.act", CallOutcome.EXECUTED, 1));
        store().purge(this.namespace, NOON.plus(Duration.ofDays(7)), Duration.ofDays(30));
        assertThat(store().calls(this.namespace, BOTH, null)).isNotEmpty();
    }

    /** For stores that do not do so by themselves. */
    protected final void removesWhatIsOlderThanItIsKept() {
        Slot fine = new Slot(SlotWidth.FIVE_MINUTES, NOON);
        Slot day = new Slot(SlotWidth.DAY, Instant.parse("2030-01-15T00:00:00Z"));
        for (Slot slot : List.of(fine, SLOT, day)) {
            store().add(
                            this.namespace,
                            new Increments(
                                    slot,
                                    List.of(calls("Task.act", CallOutcome.EXECUTED, 1)),
                                    List.of(hits("Task.act", "a", 1, NOON))));
        }
        Duration retention = Duration.ofDays(30);
        assertKept(NOON.plus(Duration.ofHours(3)), retention, fine, true);
        assertKept(NOON.plus(Duration.ofHours(4)), retention, fine, false);
        assertKept(NOON.plus(Duration.ofDays(8)), retention, SLOT, true);
        assertKept(NOON.plus(Duration.ofDays(9)), retention, SLOT, false);
        assertKept(NOON.plus(Duration.ofDays(30)), retention, day, true);
        assertKept(NOON.plus(Duration.ofDays(32)), retention, day, false);
    }

    private void assertKept(Instant now, Duration retention, Slot slot, boolean kept) {
        store().purge(this.namespace, now, retention);
        Slots slots = new Slots(slot.width(), slot.start(), slot.start().plusSeconds(1));
        assertThat(store().calls(this.namespace, slots, null).isEmpty())
                .as("%s at %s", slot, now)
                .isEqualTo(!kept);
        assertThat(store().mostHit(this.namespace, slots, null, 10).isEmpty())
                .as("%s at %s", slot, now)
                .isEqualTo(!kept);
    }
}
