package dev.idempotency.benchmarks.micro;

import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

import dev.idempotency.IdempotencyKey;
import dev.idempotency.key.ArgumentDigest;
import dev.idempotency.key.ExecutionKey;

/** How long it takes to make keys. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class KeyBenchmark {

    private final ArgumentDigest digest = new ArgumentDigest();
    private final String name = "occupancy";
    private final long number = 4711;
    private final LocalDate date = LocalDate.of(2026, 11, 21);
    private final Order order = new Order(
            "4711",
            "ann",
            List.of(new Line("pump", 2), new Line("filter", 12), new Line("valve", 1)),
            Map.of("site", "north", "floor", "3", "urgent", "no"));
    private final String longKey = "line ".repeat(50);

    /** The default key of a method with two simple arguments. */
    @Benchmark
    public String digestOfTextAndNumber() {
        return this.digest.of(this.name, this.number);
    }

    /** The default key of a method with one argument of some depth. */
    @Benchmark
    public String digestOfRecord() {
        return this.digest.of(this.order);
    }

    @Benchmark
    public String readable() {
        return IdempotencyKey.of("escalation", this.number)
                .level(2)
                .on(this.date)
                .toString();
    }

    /** Namespace, task and scope around a key. */
    @Benchmark
    public ExecutionKey full() {
        return ExecutionKey.of("desk", "Tickets.print", "user", "ann", this.name, null);
    }

    /** The same, of a key that is too long to be kept as it is. */
    @Benchmark
    public ExecutionKey folded() {
        return ExecutionKey.of("desk", "Tickets.print", "user", "ann", this.longKey, null);
    }

    record Order(String id, String customer, List<Line> lines, Map<String, String> notes) {}

    record Line(String item, int count) {}
}
