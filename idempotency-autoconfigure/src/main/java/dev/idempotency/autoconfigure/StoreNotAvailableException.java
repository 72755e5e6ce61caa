package dev.idempotency.autoconfigure;

import java.io.Serial;
import java.util.Locale;

/** The store that {@code idempotency.store.type} asks for cannot be made. */
class StoreNotAvailableException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    private final StoreType type;

    StoreNotAvailableException(StoreType type) {
        super("The store idempotency.store.type=" + type.name().toLowerCase(Locale.ROOT) + " cannot be made");
        this.type = type;
    }

    StoreType type() {
        return this.type;
    }
}
