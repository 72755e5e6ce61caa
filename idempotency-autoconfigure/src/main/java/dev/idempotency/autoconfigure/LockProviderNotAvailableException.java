package dev.idempotency.autoconfigure;

import java.io.Serial;

import org.jspecify.annotations.Nullable;

/** The lock provider that {@code idempotency.lock.provider} asks for cannot be made. */
class LockProviderNotAvailableException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    private final LockProviderType type;
    private final @Nullable String found;

    /**
     * A provider that cannot be made.
     *
     * @param found the connection that is there but will not do; {@code null} if there is none
     */
    LockProviderNotAvailableException(LockProviderType type, @Nullable String found) {
        super("The locks of idempotency.lock.provider=" + type.value() + " cannot be made");
        this.type = type;
        this.found = found;
    }

    LockProviderType type() {
        return this.type;
    }

    @Nullable
    String found() {
        return this.found;
    }
}
