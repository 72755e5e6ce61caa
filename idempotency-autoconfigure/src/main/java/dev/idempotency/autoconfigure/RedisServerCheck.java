package dev.idempotency.autoconfigure;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.ApplicationListener;

import dev.idempotency.IdempotencyStoreException;
import dev.idempotency.store.IdempotencyStore;
import dev.idempotency.store.redis.RedisIdempotencyStore;

/**
 * Says once the application is up what the server's settings mean for records that only Redis has. In a thread of its own,
 * since a server that does not answer must not hold the start-up, and is none of its business here.
 */
final class RedisServerCheck implements ApplicationListener<ApplicationReadyEvent> {

    private static final Logger logger = LoggerFactory.getLogger(RedisServerCheck.class);

    private final ObjectProvider<IdempotencyStore> store;

    RedisServerCheck(ObjectProvider<IdempotencyStore> store) {
        this.store = store;
    }

    @Override
    public void onApplicationEvent(ApplicationReadyEvent event) {
        if (this.store.getIfAvailable() instanceof RedisIdempotencyStore redis) {
            Thread thread = new Thread(() -> check(redis), "idempotency-redis-check");
            thread.setDaemon(true);
            thread.start();
        }
    }

    private static void check(RedisIdempotencyStore redis) {
        try {
            redis.concerns().forEach(logger::warn);
        } catch (IdempotencyStoreException ex) {
            logger.debug("The settings of Redis cannot be read", ex);
        }
    }
}
