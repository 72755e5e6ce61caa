package dev.idempotency.template;

import org.jspecify.annotations.Nullable;

import dev.idempotency.engine.Unchanged;

/** The first of several failures, with the others suppressed in it. */
@SuppressWarnings("ReferenceEquality") // a throwable is no value
final class FirstFailure {

    private @Nullable Throwable first;

    /** Adds a failure, which may be there already. */
    void add(Throwable failure) {
        if (this.first == null) {
            this.first = failure;
        } else if (failure != this.first && !isSuppressed(this.first, failure)) {
            this.first.addSuppressed(failure);
        }
    }

    private static boolean isSuppressed(Throwable first, Throwable failure) {
        for (Throwable suppressed : first.getSuppressed()) {
            if (suppressed == failure) {
                return true;
            }
        }
        return false;
    }

    /** Throws the first failure as it is; does nothing if there was none. */
    void throwIfAny() {
        if (this.first != null) {
            throw Unchanged.thrown(this.first);
        }
    }
}
