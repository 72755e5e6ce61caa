package dev.idempotency.autoconfigure;

import java.util.List;
import java.util.Optional;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.idempotency.lock.LockProvider;
import dev.idempotency.lock.memory.MemoryLockProvider;

/** Chooses where locks are by {@code idempotency.lock.provider} and by the store. */
final class LockProviderSelection {

    private static final Logger logger = LoggerFactory.getLogger(LockProviderSelection.class);

    private final List<LockProviderFactory> factories;

    LockProviderSelection(List<LockProviderFactory> factories) {
        this.factories = factories;
    }

    /**
     * Makes the provider.
     *
     * @param storeName the name of the store, which decides if the type is auto
     * @throws LockProviderNotAvailableException if the application has no connection for the type it asks for
     */
    LockProvider select(LockProviderType type, String storeName) {
        return switch (type) {
            case AUTO -> besideStore(storeName);
            case MEMORY -> memory("idempotency.lock.provider is 'memory'");
            case REDIS, JDBC, POSTGRES_ADVISORY ->
                make(factory(type).orElseThrow(() -> new LockProviderNotAvailableException(type, null)));
        };
    }

    /** A store whose name says nothing is the application's own. */
    private LockProvider besideStore(String storeName) {
        Optional<LockProviderFactory> sameTechnology = switch (storeName) {
            case "jdbc", "tiered" -> factory(LockProviderType.JDBC);
            case "redis" -> factory(LockProviderType.REDIS);
            default -> Optional.empty();
        };
        return sameTechnology
                .map(LockProviderSelection::make)
                .orElseGet(() -> memory("the store is '" + storeName + "' and idempotency.lock.provider is 'auto'"));
    }

    private Optional<LockProviderFactory> factory(LockProviderType type) {
        return this.factories.stream().filter(factory -> factory.type() == type).findFirst();
    }

    private static LockProvider make(LockProviderFactory factory) {
        LockProvider provider = factory.create();
        logger.info(
                "Distributed locks are of the {} provider: {}", factory.type().value(), factory.description());
        return provider;
    }

    private static LockProvider memory(String reason) {
        logger.warn(
                "Distributed locks are in this process's memory, because {}: they exclude this process's own threads"
                        + " only. Set idempotency.lock.provider, or declare a LockProvider bean, to lock a cluster.",
                reason);
        return new MemoryLockProvider();
    }
}
