package dev.idempotency.aop;

import dev.idempotency.OnDuplicate;
import dev.idempotency.OnInProgress;
import dev.idempotency.OnStoreFailure;

/** What a method returns must be something that a duplicate can be given. */
final class ResultRules {

    private ResultRules() {}

    /**
     * Checks a method.
     *
     * @throws InvalidIdempotentMethodException if its policies could give a duplicate what its type cannot be
     */
    static void check(IdempotentMethod method) {
        OnDuplicate onDuplicate = method.policy().onDuplicate();
        if (method.shape().primitive()) {
            require(
                    method,
                    onDuplicate != OnDuplicate.SKIP,
                    "with onDuplicate = SKIP a duplicate gets null, which a primitive return type cannot be.",
                    "Return a wrapper type or an Optional, or choose REPLAY or THROW.");
            require(
                    method,
                    method.storeResult() || onDuplicate == OnDuplicate.THROW,
                    "without a stored result a duplicate gets null, which a primitive return type cannot be.",
                    "Return a wrapper type or an Optional, store the result, or choose THROW.");
            require(
                    method,
                    method.policy().onInProgress() != OnInProgress.SKIP,
                    "with onInProgress = SKIP a caller may get null, which a primitive return type cannot be.",
                    "Return a wrapper type or an Optional, or choose WAIT or THROW.");
            require(
                    method,
                    method.policy().onStoreFailure() != OnStoreFailure.SKIP,
                    "with onStoreFailure = SKIP a caller may get null, which a primitive return type cannot be.",
                    "Return a wrapper type or an Optional, or choose FAIL or PROCEED.");
        }
        require(
                method,
                method.shape().isReadable() || !method.storeResult() || onDuplicate != OnDuplicate.REPLAY,
                "its return type does not say what to read a stored result as.",
                "Declare a concrete type, or set storeResult = false or onDuplicate = SKIP or THROW.");
    }

    private static void require(IdempotentMethod method, boolean valid, String problem, String remedy) {
        if (!valid) {
            throw new InvalidIdempotentMethodException(method.where(), problem, remedy);
        }
    }
}
