package dev.idempotency.redis;

import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.IntStream;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.ReturnType;
import org.springframework.util.ClassUtils;

import dev.idempotency.IdempotencyStoreException;

/**
 * Runs scripts by their digest, and by their source where Redis does not know the digest. There is no SCRIPT LOAD: an
 * EVAL goes to the very node of a cluster that said NOSCRIPT.
 */
public final class ScriptRunner {

    private static final Logger logger = LoggerFactory.getLogger(ScriptRunner.class);

    private static final boolean LETTUCE = ClassUtils.isPresent(
            "io.lettuce.core.api.async.RedisScriptingAsyncCommands", ScriptRunner.class.getClassLoader());

    private final RedisConnectionFactory connectionFactory;

    /**
     * A runner.
     *
     * @param connectionFactory leads to one server, to Sentinel's master or to a cluster
     */
    public ScriptRunner(RedisConnectionFactory connectionFactory) {
        this.connectionFactory = connectionFactory;
    }

    /**
     * Does something in one connection, which never is that of the caller's Redis transaction.
     *
     * @throws IdempotencyStoreException if anything goes wrong
     */
    public <T extends @Nullable Object> T inConnection(String operation, Function<RedisConnection, T> work) {
        RedisConnection connection = null;
        try {
            connection = this.connectionFactory.getConnection();
            return work.apply(connection);
        } catch (IdempotencyStoreException ex) {
            throw ex;
        } catch (RuntimeException ex) {
            throw RedisErrors.failed(operation, ex);
        } finally {
            if (connection != null) {
                close(connection);
            }
        }
    }

    /** Runs a script that answers bytes, or nothing, in one round trip once Redis knows it. */
    public byte @Nullable [] runForBytes(RedisConnection connection, Script script, byte[][] keyAndArguments) {
        return (byte[]) run(connection, script, ReturnType.VALUE, keyAndArguments);
    }

    /** Runs a script that answers a number, in one round trip once Redis knows it. */
    public long runForNumber(RedisConnection connection, Script script, byte[][] keyAndArguments) {
        Object answer = run(connection, script, ReturnType.INTEGER, keyAndArguments);
        return (Long) Objects.requireNonNull(answer, () -> "No answer of " + script);
    }

    private static @Nullable Object run(
            RedisConnection connection, Script script, ReturnType type, byte[][] keyAndArguments) {
        try {
            return connection.scriptingCommands().<Object>evalSha(script.sha1(), type, 1, keyAndArguments);
        } catch (RuntimeException ex) {
            if (!RedisErrors.isUnknownScript(ex)) {
                throw ex;
            }
            return connection.scriptingCommands().<Object>eval(script.source(), type, 1, keyAndArguments);
        }
    }

    /**
     * Runs a script for each of several keys, all in one round trip once Redis knows it, where the connection can
     * pipeline. Only where Redis did not know the script it is run again: nothing is run twice.
     *
     * @return the answers in the order of the keys; what has failed has its {@link RuntimeException} in its place
     */
    public List<@Nullable Object> runEach(
            RedisConnection connection, Script script, ReturnType type, List<byte[][]> keysAndArguments) {
        ScriptPipeline pipeline = pipeline(connection);
        List<@Nullable Object> answers = pipeline.byDigest(script, type, keysAndArguments);
        List<Integer> unknown = IntStream.range(0, answers.size())
                .filter(i -> answers.get(i) instanceof RuntimeException failure && RedisErrors.isUnknownScript(failure))
                .boxed()
                .toList();
        if (!unknown.isEmpty()) {
            List<@Nullable Object> late = pipeline.bySource(
                    script, type, unknown.stream().map(keysAndArguments::get).toList());
            for (int i = 0; i < unknown.size(); i++) {
                answers.set(unknown.get(i), late.get(i));
            }
        }
        return answers;
    }

    private ScriptPipeline pipeline(RedisConnection connection) {
        LettucePipeline lettuce = LETTUCE ? LettucePipeline.of(connection, this.connectionFactory) : null;
        return lettuce == null ? new SpringPipeline(connection) : lettuce;
    }

    private static void close(RedisConnection connection) {
        try {
            connection.close();
        } catch (RuntimeException ex) {
            // What was asked for has been answered by now; a failing close must not turn that into an error.
            logger.debug("Closing a Redis connection failed", ex);
        }
    }
}
