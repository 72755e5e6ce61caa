package dev.idempotency.aop;

import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

import dev.idempotency.IdempotencyContext;
import dev.idempotency.IdempotencyException;
import dev.idempotency.engine.Admission;
import dev.idempotency.engine.Call;
import dev.idempotency.engine.Execution;
import dev.idempotency.task.Task;
import dev.idempotency.task.TaskCalls;

/**
 * Methods that return a {@code Mono}: nothing happens before somebody subscribes, and every subscription is a call of its
 * own. Stores block, so they are asked in other threads. Loaded only where Reactor is there.
 */
final class MonoEntry {

    private MonoEntry() {}

    static Object enter(Entry entry) {
        return Mono.defer(() -> {
            Entry subscribed = entry.later();
            try {
                return claim(subscribed, subscribed.call());
            } catch (IdempotencyException ex) {
                return Mono.error(subscribed.calls().refused(subscribed.task(), ex));
            }
        });
    }

    private static Mono<Object> claim(Entry entry, Call call) {
        CompletableFuture<Admission> admission = entry.calls().engine().admitElsewhere(call);
        return Mono.fromFuture(admission, true)
                .onErrorMap(failure -> entry.calls().refused(entry.task(), failure))
                .doOnCancel(() -> giveBack(admission))
                .flatMap(admitted -> follow(entry, call, admitted));
    }

    /** A subscriber that went away while the key was claimed leaves it free. */
    private static void giveBack(CompletableFuture<Admission> admission) {
        var unused = admission.thenAccept(admitted -> {
            if (admitted instanceof Admission.Run run) {
                run.execution().giveBack();
            }
        });
    }

    private static Mono<Object> follow(Entry entry, Call call, Admission admission) {
        try {
            return asMono(entry.follow(call, admission));
        } catch (Throwable ex) {
            return Mono.error(ex);
        }
    }

    @SuppressWarnings("unchecked")
    private static Mono<Object> asMono(@Nullable Object returned) {
        return returned instanceof Mono<?> mono ? (Mono<Object>) mono : Mono.justOrEmpty(returned);
    }

    /** What the subscriber gets: it ends only when the execution has ended too. Going away early is a failure. */
    static Object endingWith(TaskCalls calls, Task task, Execution execution, Object returned) {
        return asMono(returned)
                .contextWrite(context -> context.put(IdempotencyContext.class, execution.context()))
                .map(Optional::of)
                .defaultIfEmpty(Optional.empty())
                .onErrorResume(failure -> elsewhere(calls, () -> {
                            calls.fail(task, execution, failure);
                            return failure;
                        })
                        .flatMap(Mono::error))
                .flatMap(value -> elsewhere(calls, () -> {
                    calls.succeed(task, execution, value.orElse(null));
                    return value;
                }))
                .doOnCancel(() -> {
                    if (!execution.hasEnded()) {
                        calls.engine()
                                .elsewhere()
                                .execute(() -> calls.fail(
                                        task, execution, new CancellationException("The subscriber has gone away")));
                    }
                })
                .flatMap(Mono::justOrEmpty);
    }

    private static <T> Mono<T> elsewhere(TaskCalls calls, Supplier<T> ending) {
        return Mono.fromFuture(
                () -> CompletableFuture.supplyAsync(ending, calls.engine().elsewhere()), true);
    }
}
