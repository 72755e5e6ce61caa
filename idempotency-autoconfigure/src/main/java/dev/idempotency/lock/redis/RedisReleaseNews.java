package dev.idempotency.lock.redis;

import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.task.SimpleAsyncTaskExecutor;
import org.springframework.core.task.SyncTaskExecutor;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.data.redis.listener.ChannelTopic;
import org.springframework.data.redis.listener.RedisMessageListenerContainer;
import org.springframework.util.ClassUtils;

/**
 * A subscription to the channel on which scripts publish the names of locks that are released. It has a connection of its
 * own, from when it begins, and is renewed after that breaks. Where the server does not allow it, nothing is heard; nor with
 * any driver but Lettuce, since a subscription would keep one of the connections of the application's pool, or wait for
 * one that never comes.
 */
final class RedisReleaseNews {

    private static final Logger logger = LoggerFactory.getLogger(RedisReleaseNews.class);

    private static final boolean LETTUCE =
            ClassUtils.isPresent("io.lettuce.core.RedisClient", RedisReleaseNews.class.getClassLoader());

    private final RedisConnectionFactory connectionFactory;
    private final String channel;
    private final SimpleAsyncTaskExecutor threads = new SimpleAsyncTaskExecutor("idempotency-locks-");

    private @Nullable RedisMessageListenerContainer subscription;
    private boolean stopped;

    RedisReleaseNews(RedisConnectionFactory connectionFactory, String channel) {
        this.connectionFactory = connectionFactory;
        this.channel = channel;
        this.threads.setDaemon(true);
    }

    /** Returns at once: to subscribe may take as long as to find out that the server does not answer. */
    void listen(Consumer<String> listener) {
        if (LETTUCE && this.connectionFactory instanceof LettuceConnectionFactory) {
            this.threads.execute(() -> subscribe(listener));
        }
    }

    private synchronized void subscribe(Consumer<String> listener) {
        if (this.stopped || this.subscription != null) {
            return;
        }
        RedisMessageListenerContainer container = new RedisMessageListenerContainer();
        container.setConnectionFactory(this.connectionFactory);
        container.setSubscriptionExecutor(this.threads);
        container.setTaskExecutor(new SyncTaskExecutor());
        container.addMessageListener(
                (message, pattern) -> listener.accept(new String(message.getBody(), StandardCharsets.UTF_8)),
                ChannelTopic.of(this.channel));
        container.afterPropertiesSet();
        this.subscription = container;
        try {
            container.start();
        } catch (RuntimeException ex) {
            logger.info(
                    "There is no subscription to the Redis channel {}, so who waits for a lock asks every 10 to 500 ms"
                            + " whether another process has released it. {}",
                    this.channel,
                    ex.toString());
        }
    }

    synchronized void stop() {
        this.stopped = true;
        if (this.subscription != null) {
            try {
                this.subscription.destroy();
            } catch (Exception ex) {
                logger.debug("Ending the subscription to {} failed", this.channel, ex);
            }
        }
    }
}
