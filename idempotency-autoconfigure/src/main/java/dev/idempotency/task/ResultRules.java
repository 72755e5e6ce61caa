package dev.idempotency.task;

import dev.idempotency.OnDuplicate;
import dev.idempotency.OnInProgress;
import dev.idempotency.OnStoreFailure;

/** What a task returns must be something that a duplicate can be given. */
final class ResultRules {

    private ResultRules() {}

    /**
     * Checks a task.
     *
     * @throws InvalidTaskException if its policies could give a duplicate what its type cannot be
     */
    static void check(Task task) {
        OnDuplicate onDuplicate = task.policy().onDuplicate();
        if (task.shape().primitive()) {
            require(
                    task,
                    onDuplicate != OnDuplicate.SKIP,
                    "with onDuplicate = SKIP a duplicate gets null, which a primitive return type cannot be.",
                    "Return a wrapper type or an Optional, or choose REPLAY or THROW.");
            require(
                    task,
                    task.storeResult() || onDuplicate == OnDuplicate.THROW,
                    "without a stored result a duplicate gets null, which a primitive return type cannot be.",
                    "Return a wrapper type or an Optional, store the result, or choose THROW.");
            require(
                    task,
                    task.policy().onInProgress() != OnInProgress.SKIP,
                    "with onInProgress = SKIP a caller may get null, which a primitive return type cannot be.",
                    "Return a wrapper type or an Optional, or choose WAIT or THROW.");
            require(
                    task,
                    task.policy().onStoreFailure() != OnStoreFailure.SKIP,
                    "with onStoreFailure = SKIP a caller may get null, which a primitive return type cannot be.",
                    "Return a wrapper type or an Optional, or choose FAIL or PROCEED.");
        }
        require(
                task,
                task.shape().isReadable() || !task.storeResult() || onDuplicate != OnDuplicate.REPLAY,
                "its return type does not say what to read a stored result as.",
                "Declare a concrete type, or set storeResult = false or onDuplicate = SKIP or THROW.");
    }

    private static void require(Task task, boolean valid, String problem, String remedy) {
        if (!valid) {
            throw new InvalidTaskException(task.name(), problem, remedy);
        }
    }
}
