package dev.idempotency.autoconfigure;

import java.io.Serial;
import java.util.List;

import org.jspecify.annotations.Nullable;

/** It cannot be told which {@code DataSource} is to hold the records. */
class NoSuchStoreDataSourceException extends IllegalStateException {

    @Serial
    private static final long serialVersionUID = 1L;

    private final @Nullable String wanted;
    private final String names;

    /**
     * Neither by name nor as the only one.
     *
     * @param wanted the name that was given; {@code null} if none was
     * @param names the beans that are there
     */
    NoSuchStoreDataSourceException(@Nullable String wanted, List<String> names) {
        super(
                wanted == null
                        ? "Several DataSource beans and none is primary: " + names
                        : "No DataSource bean is named '" + wanted + "', there are: " + names);
        this.wanted = wanted;
        this.names = String.join(", ", names);
    }

    @Nullable
    String wanted() {
        return this.wanted;
    }

    /** The beans that are there, for a sentence. */
    String names() {
        return this.names;
    }
}
