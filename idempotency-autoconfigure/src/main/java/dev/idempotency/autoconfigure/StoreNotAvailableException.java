package dev.idempotency.autoconfigure;

import java.io.Serial;
import java.util.List;
import java.util.Locale;

/** The store that {@code idempotency.store.type} asks for cannot be made. */
class StoreNotAvailableException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    private final StoreType type;
    private final List<StoreType> available;

    /**
     * No factory offers it.
     *
     * @param available what can be made
     */
    StoreNotAvailableException(StoreType type, List<StoreType> available) {
        super("The store idempotency.store.type=" + type.name().toLowerCase(Locale.ROOT) + " cannot be made");
        this.type = type;
        this.available = List.copyOf(available);
    }

    StoreType type() {
        return this.type;
    }

    /** Whether a store of this type can be made. */
    boolean isAvailable(StoreType other) {
        return this.available.contains(other);
    }
}
