package dev.idempotency.nodes;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import java.util.function.Function;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Statistic;
import org.springframework.context.ApplicationContext;

import dev.idempotency.IdempotencyRecord;
import dev.idempotency.IdempotencyRecords;
import dev.idempotency.PreviouslyFailedException;

/**
 * The child's end of the line between a test and a node. A question is {@code <number> <verb> <argument>...}, its
 * answer {@code <number> <text>}; a call is answered when it ends.
 */
final class Questions {

    private final IdempotencyRecords records;
    private final Work work;
    private final Effects effects;
    private final NodeApplication.Events events;
    private final MeterRegistry meters;
    private final Consumer<String> answers;
    private final Map<String, Function<String, String>> tasks;

    Questions(ApplicationContext context, Consumer<String> answers) {
        this.records = context.getBean(IdempotencyRecords.class);
        this.work = context.getBean(Work.class);
        this.effects = context.getBean(Effects.class);
        this.events = context.getBean(NodeApplication.Events.class);
        this.meters = context.getBean(MeterRegistry.class);
        this.answers = answers;
        Tasks tasks = context.getBean(Tasks.class);
        this.tasks = Map.of(
                "waits", tasks::waits,
                "refuses", tasks::refuses,
                "skips", key -> tasks.skips(key).orElse("nothing"),
                "inTransaction", tasks::inTransaction,
                "twiceAtMost", tasks::twiceAtMost,
                "patiently", key -> tasks.patiently(key).join(),
                "asBootDoes", key -> tasks.asBootDoes(key).join());
    }

    void ask(String line) {
        String[] words = line.split(" ", -1);
        String number = words[0];
        switch (words[1]) {
            case "call" -> call(number, words[2], words[3]);
            case "tell" -> {
                this.work.tell(words[2], Work.Word.valueOf(words[3]));
                answer(number, "told");
            }
            case "said" -> answer(number, joined(this.work.said(words[2])));
            case "events" -> answer(number, joined(this.events.published()));
            case "effects" -> answer(number, joined(this.effects.of(words[2])));
            case "count" -> answer(number, Long.toString(count(words[2], words[3], words[4])));
            case "record" -> answer(number, told(this.records.find("Tasks." + words[2], words[3])));
            default -> throw new IllegalArgumentException(line);
        }
    }

    private void call(String number, String task, String key) {
        Function<String, String> body = this.tasks.get(task);
        if (body == null) {
            throw new IllegalArgumentException(task);
        }
        var unused = CompletableFuture.supplyAsync(() -> body.apply(key), command -> new Thread(command).start())
                .handle((value, failure) -> failure == null ? "returned " + value : "threw " + told(failure))
                .thenAccept(told -> answer(number, told));
    }

    private static String told(Throwable failure) {
        Throwable thrown = failure;
        while (thrown instanceof CompletionException && thrown.getCause() != null) {
            thrown = thrown.getCause();
        }
        String type = thrown.getClass().getSimpleName();
        return thrown instanceof PreviouslyFailedException failed ? type + " " + failed.retryAt() : type;
    }

    private static String told(Optional<IdempotencyRecord> record) {
        return record.map(found -> "%s %s %d %d %s %s %s"
                        .formatted(
                                found.status(),
                                found.executionId(),
                                found.fencingToken(),
                                found.attempt(),
                                found.startedAt(),
                                found.leaseUntil(),
                                found.completedAt()))
                .orElse("");
    }

    private long count(String meter, String tag, String value) {
        return this.meters.find(meter).tag(tag, value).meters().stream()
                .mapToLong(Questions::count)
                .sum();
    }

    private static long count(Meter meter) {
        double count = 0;
        for (var measurement : meter.measure()) {
            if (measurement.getStatistic() == Statistic.COUNT) {
                count += measurement.getValue();
            }
        }
        return (long) count;
    }

    private static String joined(List<String> parts) {
        return String.join(",", parts);
    }

    private void answer(String number, String text) {
        this.answers.accept(number + " " + text);
    }
}
