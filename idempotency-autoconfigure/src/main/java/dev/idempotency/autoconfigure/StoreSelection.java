package dev.idempotency.autoconfigure;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.idempotency.engine.WallClock;
import dev.idempotency.store.IdempotencyStore;
import dev.idempotency.store.memory.MemoryIdempotencyStore;
import dev.idempotency.test.SettableClock;

/** Chooses the store by {@code idempotency.store.type} and by the connections that the application has. */
final class StoreSelection {

    private static final Logger logger = LoggerFactory.getLogger(StoreSelection.class);

    private final List<StoreFactory> factories;
    private final WallClock clock;

    StoreSelection(List<StoreFactory> factories, WallClock clock) {
        this.factories = factories;
        this.clock = clock;
    }

    /**
     * Makes the store.
     *
     * @throws StoreNotAvailableException if the application has no connection for the type it asks for
     */
    IdempotencyStore select(StoreType type) {
        return switch (type) {
            case MEMORY -> memory("idempotency.store.type is 'memory'");
            case AUTO -> automatic();
            case REDIS, JDBC, TIERED -> make(factory(type).orElseThrow(() -> notAvailable(type)));
        };
    }

    private StoreNotAvailableException notAvailable(StoreType type) {
        return new StoreNotAvailableException(
                type, this.factories.stream().map(StoreFactory::type).toList());
    }

    /** SQL before Redis: where both are there, the one that cannot lose an acknowledged claim decides. */
    private IdempotencyStore automatic() {
        Optional<StoreFactory> jdbc = factory(StoreType.JDBC);
        Optional<StoreFactory> redis = factory(StoreType.REDIS);
        Optional<StoreFactory> tiered = factory(StoreType.TIERED);
        if (jdbc.isPresent() && redis.isPresent() && tiered.isEmpty()) {
            logger.info(
                    "There are both a DataSource and Redis: the DataSource keeps the records. For Redis in front of it"
                            + " add io.github.resilience4j:resilience4j-circuitbreaker.");
        }
        return tiered.or(() -> jdbc)
                .or(() -> redis)
                .map(StoreSelection::make)
                .orElseGet(() -> memory("there is neither a DataSource nor a Redis connection"));
    }

    private Optional<StoreFactory> factory(StoreType type) {
        return this.factories.stream().filter(factory -> factory.type() == type).findFirst();
    }

    private static IdempotencyStore make(StoreFactory factory) {
        IdempotencyStore store = factory.create();
        logger.info(
                "Idempotency records are in the {} store: {}",
                factory.type().name().toLowerCase(Locale.ROOT),
                factory.description());
        return store;
    }

    private IdempotencyStore memory(String reason) {
        logger.warn(
                "Idempotency records are in this process's memory, because {}: tasks run once in this process only,"
                        + " and again after a restart. Add a DataSource or a Redis connection to protect a cluster.",
                reason);
        return this.clock instanceof SettableClock settable
                ? new MemoryIdempotencyStore(settable)
                : new MemoryIdempotencyStore();
    }
}
