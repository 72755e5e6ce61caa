package dev.idempotency.redis;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

import io.lettuce.core.RedisFuture;
import io.lettuce.core.RedisURI;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.api.async.RedisScriptingAsyncCommands;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.QueryTimeoutException;
import org.springframework.data.redis.RedisSystemException;
import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.ReturnType;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.data.redis.connection.lettuce.LettuceExceptionConverter;

/**
 * Lettuce sends whatever it is asked without waiting, and to every node of a cluster. Spring's pipeline on it opens a
 * connection of its own where there is no pool, which costs more round trips than it saves, and on which a later WAIT
 * would not speak of what the pipeline wrote.
 *
 * @param commands of the connection that everything else goes through as well
 * @param timeout how long the driver waits for an answer; zero for as long as it takes
 */
record LettucePipeline(RedisScriptingAsyncCommands<byte[], byte[]> commands, Duration timeout)
        implements ScriptPipeline {

    /** The pipeline of a connection of Spring's; {@code null} if there is no Lettuce behind it. */
    @SuppressWarnings("unchecked") // Spring's connections are all of bytes.
    static @Nullable LettucePipeline of(RedisConnection connection, RedisConnectionFactory origin) {
        return connection.getNativeConnection() instanceof RedisScriptingAsyncCommands<?, ?> commands
                ? new LettucePipeline((RedisScriptingAsyncCommands<byte[], byte[]>) commands, timeout(origin))
                : null;
    }

    private static Duration timeout(RedisConnectionFactory origin) {
        return origin instanceof LettuceConnectionFactory lettuce
                ? lettuce.getClientConfiguration().getCommandTimeout()
                : RedisURI.DEFAULT_TIMEOUT_DURATION;
    }

    @Override
    public List<@Nullable Object> byDigest(Script script, ReturnType type, List<byte[][]> keysAndArguments) {
        ScriptOutputType output = output(type);
        return answers(
                keysAndArguments,
                each -> this.commands.evalsha(script.sha1(), output, new byte[][] {each[0]}, arguments(each)));
    }

    @Override
    public List<@Nullable Object> bySource(Script script, ReturnType type, List<byte[][]> keysAndArguments) {
        ScriptOutputType output = output(type);
        byte[] source = script.source();
        return answers(
                keysAndArguments, each -> this.commands.eval(source, output, new byte[][] {each[0]}, arguments(each)));
    }

    private static ScriptOutputType output(ReturnType type) {
        return type == ReturnType.INTEGER ? ScriptOutputType.INTEGER : ScriptOutputType.VALUE;
    }

    private static byte[][] arguments(byte[][] keyAndArguments) {
        return Arrays.copyOfRange(keyAndArguments, 1, keyAndArguments.length);
    }

    private List<@Nullable Object> answers(
            List<byte[][]> keysAndArguments, Function<byte[][], RedisFuture<Object>> command) {
        List<RedisFuture<Object>> sent = new ArrayList<>(keysAndArguments.size());
        try {
            keysAndArguments.forEach(each -> sent.add(command.apply(each)));
            return await(sent);
        } catch (TimeoutException ex) {
            throw new QueryTimeoutException("No answer to a script in " + this.timeout, ex);
        } catch (InterruptedException ex) {
            Thread.currentThread().interrupt();
            throw new RedisSystemException("Interrupted while waiting for the answer to a script", ex);
        } finally {
            sent.forEach(each -> each.cancel(true));
        }
    }

    private List<@Nullable Object> await(List<RedisFuture<Object>> sent) throws TimeoutException, InterruptedException {
        long begin = System.nanoTime();
        long patience = this.timeout.isZero() ? Long.MAX_VALUE : this.timeout.toNanos();
        List<@Nullable Object> answers = new ArrayList<>(sent.size());
        for (RedisFuture<Object> each : sent) {
            try {
                answers.add(each.get(patience - (System.nanoTime() - begin), TimeUnit.NANOSECONDS));
            } catch (ExecutionException ex) {
                answers.add(translated(ex));
            }
        }
        return answers;
    }

    private static RuntimeException translated(ExecutionException failure) {
        Exception cause = failure.getCause() instanceof Exception exception ? exception : failure;
        DataAccessException translated = new LettuceExceptionConverter().convert(cause);
        return translated == null ? new RedisSystemException("A script failed", cause) : translated;
    }
}
