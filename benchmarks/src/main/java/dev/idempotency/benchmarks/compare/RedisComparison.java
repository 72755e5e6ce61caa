package dev.idempotency.benchmarks.compare;

import java.nio.charset.StandardCharsets;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

import io.lettuce.core.LettuceFutures;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.SetArgs;
import io.lettuce.core.api.async.RedisAsyncCommands;
import net.javacrumbs.shedlock.provider.redis.spring.RedisLockProvider;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

import dev.idempotency.benchmarks.Options;
import dev.idempotency.benchmarks.server.Redis;
import dev.idempotency.store.IdempotencyStore;

/** Candidates that share one Redis and one connection to it. */
public final class RedisComparison {

    private RedisComparison() {}

    public static void run(Options options) throws Exception {
        try (Redis redis = Redis.start();
                ConfigurableApplicationContext application = Application.start(
                        "idempotency.store.type=redis",
                        "spring.data.redis.host=" + redis.host(),
                        "spring.data.redis.port=" + redis.port(),
                        "spring.autoconfigure.exclude=org.springframework.boot.jdbc.autoconfigure."
                                + "DataSourceAutoConfiguration")) {
            Work work = application.getBean(Work.class);
            LettuceConnectionFactory factory = application.getBean(LettuceConnectionFactory.class);
            RedisAsyncCommands<byte[], byte[]> commands = commandsOf(factory);
            Comparison comparison = new Comparison(options, work);
            comparison.add(new RawLettuce("raw Lettuce: SET NX PX, SET XX PX", commands, work));
            comparison.add(new RawLettuce("raw Lettuce again (control)", commands, work));
            comparison.add(
                    new RawGet(new RawLettuce("raw Lettuce, duplicates by a GET of the result", commands, work)));
            comparison.add(new ThroughTheAspect(application.getBean(Orders.class)));
            comparison.add(new ThroughTheStore(
                    "the library's store alone", application.getBean(IdempotencyStore.class), work));
            comparison.add(new ThroughShedLock(
                    "ShedLock 7.10.1, redis-spring (no result)", new RedisLockProvider(factory, "bench"), work));
            comparison.run();
        }
    }

    /** Of the connection that Spring Data shares among all its callers. */
    @SuppressWarnings("unchecked")
    private static RedisAsyncCommands<byte[], byte[]> commandsOf(LettuceConnectionFactory factory) {
        try (RedisConnection connection = factory.getConnection()) {
            return (RedisAsyncCommands<byte[], byte[]>) connection.getNativeConnection();
        }
    }

    /** As Lettuce's synchronous commands and Spring Data wait for their answers. */
    private static <T> @Nullable T await(RedisFuture<T> answer) {
        return LettuceFutures.awaitOrCancel(answer, 60, TimeUnit.SECONDS);
    }

    /** As few commands as it can be done with, without fences; a duplicate learns that it is one, and no result. */
    private record RawLettuce(String name, RedisAsyncCommands<byte[], byte[]> commands, Work work)
            implements Candidate {

        private static final SetArgs CLAIM = SetArgs.Builder.nx().px(300_000);
        private static final SetArgs COMPLETION = SetArgs.Builder.xx().px(3_600_000);

        private static byte[] bytes(String text) {
            return text.getBytes(StandardCharsets.UTF_8);
        }

        private boolean claims(String key) {
            return await(this.commands.set(
                            bytes("raw:orders:global:" + key),
                            bytes(UUID.randomUUID().toString()),
                            CLAIM))
                    != null;
        }

        @Override
        public void first(String key) {
            Work.check(claims(key), "The first claim is blocked");
            byte[] result = bytes(this.work.run());
            Work.check(
                    await(this.commands.set(bytes("raw:orders:global:" + key), result, COMPLETION)) != null,
                    "The claim is lost");
        }

        @Override
        public void duplicate(String key) {
            Work.check(!claims(key), "The duplicate has the claim");
        }
    }

    /** A duplicate that reads the result and does not try to claim: less than that cannot be asked for. */
    private record RawGet(RawLettuce claims) implements Candidate {

        @Override
        public String name() {
            return this.claims.name();
        }

        @Override
        public void first(String key) {
            this.claims.first(key);
        }

        @Override
        public void duplicate(String key) {
            byte[] result = await(this.claims.commands().get(RawLettuce.bytes("raw:orders:global:" + key)));
            Work.check(result != null, "The duplicate finds no record");
            Work.checkReceipt(new String(result, StandardCharsets.UTF_8));
        }
    }
}
