package dev.idempotency.metrics;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A tag whose values the application makes up. Should it put keys into them, the registry would grow without end; from
 * some number of values on, all others share one.
 */
final class BoundedTag {

    /** In place of the values that came too late. */
    static final String OTHER = "other";

    private static final Logger logger = LoggerFactory.getLogger(BoundedTag.class);

    private final String tag;
    private final int limit;
    private final Set<String> values = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean warned = new AtomicBoolean();

    BoundedTag(String tag, int limit) {
        this.tag = tag;
        this.limit = limit;
    }

    /** The value as it stands in meters. Racing callers may let a few more in. */
    String of(String value) {
        if (this.values.contains(value)) {
            return value;
        }
        if (this.values.size() < this.limit) {
            this.values.add(value);
            return value;
        }
        if (this.warned.compareAndSet(false, true)) {
            logger.warn(
                    "More than {} different values of the tag '{}' of idempotency.* meters; all further ones are counted as"
                            + " '{}'. Do the names of tasks or locks contain ids? Those belong into the key, or behind"
                            + " the first colon of a lock's name.",
                    this.limit,
                    this.tag,
                    OTHER);
        }
        return OTHER;
    }
}
