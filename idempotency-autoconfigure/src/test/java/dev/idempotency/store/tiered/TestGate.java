package dev.idempotency.store.tiered;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

import dev.idempotency.IdempotencyStoreException;
import dev.idempotency.store.ClaimOutcome;
import dev.idempotency.store.RecordGate;

/** A gate in memory that fails or hangs when told to, and counts what it is asked. It keeps none of a gate's promises. */
final class TestGate implements RecordGate {

    /** What becomes of a call. */
    enum Mood {
        ANSWERS,
        FAILS,
        HANGS
    }

    private final Map<String, Copy> copies = new ConcurrentHashMap<>();
    private final AtomicInteger calls = new AtomicInteger();
    private final AtomicInteger interrupted = new AtomicInteger();
    private volatile Mood mood = Mood.ANSWERS;

    void become(Mood mood) {
        this.mood = mood;
    }

    /** How often it was asked anything. */
    int calls() {
        return this.calls.get();
    }

    /** How many calls that hung were let go. */
    int interrupted() {
        return this.interrupted.get();
    }

    boolean has(String key) {
        return this.copies.containsKey(key);
    }

    @Override
    public String name() {
        return "test";
    }

    @Override
    public Duration copyTtl() {
        return Duration.ofMinutes(10);
    }

    @Override
    public List<Answer> ask(List<String> keys) {
        called();
        return keys.stream().map(this::answer).toList();
    }

    private Answer answer(String key) {
        Copy copy = this.copies.get(key);
        return new Answer(
                copy == null ? null : new ClaimOutcome.Blocked(copy.record(), copy.remaining()),
                new Ticket(Instant.EPOCH, System.nanoTime(), null));
    }

    @Override
    public void keep(List<Copy> copies) {
        called();
        copies.forEach(copy -> this.copies.put(copy.record().key(), copy));
    }

    @Override
    public void forget(String key) {
        called();
        this.copies.remove(key);
    }

    private void called() {
        this.calls.incrementAndGet();
        switch (this.mood) {
            case FAILS -> throw new IdempotencyStoreException("the gate is broken", null);
            case HANGS -> hang();
            case ANSWERS -> {}
        }
    }

    private void hang() {
        try {
            Thread.currentThread().join();
        } catch (InterruptedException ex) {
            this.interrupted.incrementAndGet();
            throw new IdempotencyStoreException("let go", ex);
        }
    }
}
