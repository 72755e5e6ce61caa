package dev.idempotency.template;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;
import org.springframework.core.ParameterizedTypeReference;

import dev.idempotency.IdempotencyRequest;
import dev.idempotency.IdempotencyTemplate;
import dev.idempotency.IdempotentExecution;
import dev.idempotency.engine.Unchanged;

/** The template of an application whose protection is switched off: it runs everything. */
public final class UnprotectedTemplate implements IdempotencyTemplate {

    @Override
    public <T> @Nullable T execute(IdempotencyRequest request, Class<T> type, Callable<? extends @Nullable T> action) {
        return run(action);
    }

    @Override
    public <T> @Nullable T execute(
            IdempotencyRequest request, ParameterizedTypeReference<T> type, Callable<? extends @Nullable T> action) {
        return run(action);
    }

    @Override
    public void execute(IdempotencyRequest request, Runnable action) {
        action.run();
    }

    @Override
    public IdempotentExecution begin(IdempotencyRequest request) {
        return new UnprotectedExecution();
    }

    @Override
    public <I, T> List<@Nullable T> executeEach(
            String task, Collection<I> items, Function<I, String> key, Class<T> type, Function<I, @Nullable T> action) {
        List<@Nullable T> results = new ArrayList<>(items.size());
        FirstFailure failures = new FirstFailure();
        for (I item : items) {
            try {
                results.add(action.apply(item));
            } catch (RuntimeException ex) {
                failures.add(ex);
            }
        }
        failures.throwIfAny();
        return results;
    }

    private static <T> @Nullable T run(Callable<? extends @Nullable T> action) {
        try {
            return action.call();
        } catch (Throwable ex) {
            throw Unchanged.thrown(ex);
        }
    }
}
