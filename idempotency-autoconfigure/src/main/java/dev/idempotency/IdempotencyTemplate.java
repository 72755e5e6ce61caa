package dev.idempotency;

import java.util.Collection;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;
import org.springframework.core.ParameterizedTypeReference;

/**
 * Runs work once per key without an annotation. A bean of this type is always there; where {@code idempotency.enabled}
 * is false, it runs everything it is given.
 *
 * <p>What a task's request leaves open is taken from {@code idempotency.tasks.<task>}, its category and
 * {@code idempotency.defaults}, as for {@link Idempotent} methods. Whatever an action throws reaches the caller
 * unchanged, checked exceptions included. Inside a transaction on the store's own {@code DataSource} the completion is
 * written in it: effects and completion commit or roll back together.
 */
public interface IdempotencyTemplate {

    /**
     * Runs {@code action}, or gives what an earlier execution with this key gave.
     *
     * @param type the result's type, as it is stored and read back
     * @return the result; {@code null} if it was, or if the policy is to skip
     * @throws DuplicateExecutionException if it has completed, and the policy is to throw or the result was not kept
     * @throws ExecutionInProgressException if it is running, and the policy is to throw or the wait took too long
     * @throws PreviouslyFailedException if it has failed, and the failure is remembered
     * @throws PayloadMismatchException if the key stands for another payload
     * @throws InvalidIdempotencyKeyException if the key is blank, or its scope has no value
     * @throws IdempotencyStoreException if the store cannot tell, and the policy is to fail then
     * @throws LeaseLostException if the key was lost while the action ran
     * @throws IllegalArgumentException if the request's settings cannot be
     */
    <T> @Nullable T execute(IdempotencyRequest request, Class<T> type, Callable<? extends @Nullable T> action);

    /** As {@link #execute(IdempotencyRequest, Class, Callable)}, for generic types such as lists. */
    <T> @Nullable T execute(
            IdempotencyRequest request, ParameterizedTypeReference<T> type, Callable<? extends @Nullable T> action);

    /** As {@link #execute(IdempotencyRequest, Class, Callable)}, without a result. */
    void execute(IdempotencyRequest request, Runnable action);

    /**
     * Claims the key, and reports what came of that: no policy is applied, nothing waits.
     *
     * <pre>{@code
     * try (IdempotentExecution execution = template.begin(request)) {
     *     if (execution.isAcquired()) {
     *         execution.complete(send());
     *     }
     * }
     * }</pre>
     *
     * @throws PayloadMismatchException if the key stands for another payload
     * @throws InvalidIdempotencyKeyException if the key is blank, or its scope has no value
     * @throws IdempotencyStoreException if the store cannot tell
     */
    IdempotentExecution begin(IdempotencyRequest request);

    /**
     * Runs {@code action} once for each item's key. Keys are claimed, and completions written, in batches: a few round
     * trips for all of them. Items run one after another in this thread; completions wait for each other for a fifth
     * of a second or a hundred items, so a node that dies leaves at most those to be run again.
     *
     * <p>A failing item does not stop the others: the first failure is thrown at the end, with the rest suppressed in
     * it. Items that are running elsewhere are treated by {@code onInProgress} when all others are done.
     *
     * @param task the task's name
     * @param key an item's key; items with equal keys run once and share the result
     * @param type the results' type
     * @return the results in the order of the items
     */
    <I, T> List<@Nullable T> executeEach(
            String task, Collection<I> items, Function<I, String> key, Class<T> type, Function<I, @Nullable T> action);
}
