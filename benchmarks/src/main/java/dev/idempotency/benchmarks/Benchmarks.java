package dev.idempotency.benchmarks;

import java.util.Arrays;

import dev.idempotency.benchmarks.compare.ManyRows;
import dev.idempotency.benchmarks.compare.PostgresComparison;
import dev.idempotency.benchmarks.compare.RedisComparison;

/** Runs one of the benchmarks; {@code docs/performance.md} has the commands and what they measured. */
public final class Benchmarks {

    private static final String USAGE = """
            Usage: java -jar benchmarks.jar <benchmark> [options]
              jmh [options of JMH]                  the aspect with the memory store, and the making of keys
              redis [--rounds=200] [--slice=40]     raw Lettuce, the library and ShedLock; slices in milliseconds
              postgres [--rounds=200] [--slice=40]  raw JDBC, the library and ShedLock; [--durable=1]: commits wait for the disk
              rows [--rows=5000000] [--rounds=200] ...  claims in an empty table, in a full one, and during its removal
            """;

    private Benchmarks() {}

    public static void main(String[] arguments) throws Exception {
        if (arguments.length == 0) {
            throw new IllegalArgumentException(USAGE);
        }
        String[] rest = Arrays.copyOfRange(arguments, 1, arguments.length);
        switch (arguments[0]) {
            case "jmh" -> org.openjdk.jmh.Main.main(rest);
            case "redis" -> RedisComparison.run(new Options(rest, "rounds", "slice"));
            case "postgres" -> PostgresComparison.run(new Options(rest, "rounds", "slice", "durable"));
            case "rows" -> ManyRows.run(new Options(rest, "rows", "rounds", "slice"));
            default -> throw new IllegalArgumentException("There is no benchmark '" + arguments[0] + "'.\n" + USAGE);
        }
    }
}
