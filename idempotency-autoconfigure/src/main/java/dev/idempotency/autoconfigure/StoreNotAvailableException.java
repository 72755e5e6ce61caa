package dev.idempotency.autoconfigure;

import java.io.Serial;
import java.util.Collection;
import java.util.EnumSet;
import java.util.Locale;

/** The store that {@code idempotency.store.type} asks for cannot be made. */
class StoreNotAvailableException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    private final StoreType type;
    private final EnumSet<StoreType> available = EnumSet.noneOf(StoreType.class);

    /**
     * No factory offers it.
     *
     * @param available what can be made
     */
    StoreNotAvailableException(StoreType type, Collection<StoreType> available) {
        super("The store idempotency.store.type=" + type.name().toLowerCase(Locale.ROOT) + " cannot be made");
        this.type = type;
        this.available.addAll(available);
    }

    StoreType type() {
        return this.type;
    }

    /** Whether a store of this type can be made. */
    boolean isAvailable(StoreType other) {
        return this.available.contains(other);
    }
}
