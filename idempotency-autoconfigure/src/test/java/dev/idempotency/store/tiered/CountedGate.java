package dev.idempotency.store.tiered;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import dev.idempotency.store.RecordGate;

/** Counts what another gate is asked. */
record CountedGate(RecordGate gate, AtomicInteger calls) implements RecordGate {

    CountedGate(RecordGate gate) {
        this(gate, new AtomicInteger());
    }

    @Override
    public String name() {
        return this.gate.name();
    }

    @Override
    public Duration copyTtl() {
        return this.gate.copyTtl();
    }

    @Override
    public List<Answer> ask(List<String> keys) {
        this.calls.incrementAndGet();
        return this.gate.ask(keys);
    }

    @Override
    public void keep(List<Copy> copies) {
        this.calls.incrementAndGet();
        this.gate.keep(copies);
    }

    @Override
    public void forget(String key) {
        this.calls.incrementAndGet();
        this.gate.forget(key);
    }
}
