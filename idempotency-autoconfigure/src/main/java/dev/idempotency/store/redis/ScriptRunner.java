package dev.idempotency.store.redis;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.InvalidDataAccessApiUsageException;
import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.RedisPipelineException;
import org.springframework.data.redis.connection.RedisScriptingCommands;
import org.springframework.data.redis.connection.ReturnType;

import dev.idempotency.IdempotencyStoreException;

/**
 * Runs scripts by their digest, and by their source where Redis does not know the digest. There is no SCRIPT LOAD: an
 * EVAL goes to the very node of a cluster that said NOSCRIPT.
 */
final class ScriptRunner {

    private static final Logger logger = LoggerFactory.getLogger(ScriptRunner.class);

    private final RedisConnectionFactory connectionFactory;

    ScriptRunner(RedisConnectionFactory connectionFactory) {
        this.connectionFactory = connectionFactory;
    }

    /**
     * Does something in one connection, which never is that of the caller's Redis transaction.
     *
     * @throws IdempotencyStoreException if anything goes wrong
     */
    <T extends @Nullable Object> T inConnection(String operation, Function<RedisConnection, T> work) {
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
    byte @Nullable [] runForBytes(RedisConnection connection, LuaScript script, byte[][] keyAndArguments) {
        return (byte[]) run(connection, script, ReturnType.VALUE, keyAndArguments);
    }

    /** Runs a script that answers a number, in one round trip once Redis knows it. */
    long runForNumber(RedisConnection connection, LuaScript script, byte[][] keyAndArguments) {
        Object answer = run(connection, script, ReturnType.INTEGER, keyAndArguments);
        return (Long) Objects.requireNonNull(answer, () -> "No answer of " + script);
    }

    private static @Nullable Object run(
            RedisConnection connection, LuaScript script, ReturnType type, byte[][] keyAndArguments) {
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
     * Runs a script that answers a number for each of several keys, all in one round trip where the connection can pipeline: a Jedis
     * connection to a cluster cannot. If Redis does not know the script, all of them are run again, so it must be one
     * that may be repeated.
     */
    List<@Nullable Object> runEachForNumber(
            RedisConnection connection, LuaScript script, List<byte[][]> keysAndArguments) {
        if (keysAndArguments.size() == 1 || !opensPipeline(connection)) {
            List<@Nullable Object> answers = new ArrayList<>();
            for (byte[][] keyAndArguments : keysAndArguments) {
                answers.add(runForNumber(connection, script, keyAndArguments));
            }
            return answers;
        }
        try {
            return inPipeline(
                    connection,
                    commands -> keysAndArguments.forEach(
                            each -> commands.evalSha(script.sha1(), ReturnType.INTEGER, 1, each)));
        } catch (RedisPipelineException ex) {
            if (!hasUnknownScript(ex)) {
                throw ex;
            }
        }
        connection.openPipeline();
        return inPipeline(
                connection,
                commands ->
                        keysAndArguments.forEach(each -> commands.eval(script.source(), ReturnType.INTEGER, 1, each)));
    }

    private static List<@Nullable Object> inPipeline(
            RedisConnection connection, Consumer<RedisScriptingCommands> commands) {
        try {
            commands.accept(connection.scriptingCommands());
        } catch (RuntimeException ex) {
            closePipelineQuietly(connection);
            throw ex;
        }
        return connection.closePipeline();
    }

    /** So that a pool does not hand the connection out with half a pipeline in it. */
    private static void closePipelineQuietly(RedisConnection connection) {
        try {
            connection.closePipeline();
        } catch (RuntimeException ex) {
            logger.debug("Closing a broken Redis pipeline failed", ex);
        }
    }

    private static boolean opensPipeline(RedisConnection connection) {
        try {
            connection.openPipeline();
            return true;
        } catch (InvalidDataAccessApiUsageException ex) {
            return false;
        }
    }

    private static boolean hasUnknownScript(RedisPipelineException failure) {
        return RedisErrors.isUnknownScript(failure)
                || failure.getPipelineResult().stream()
                        .anyMatch(result -> result instanceof Throwable error && RedisErrors.isUnknownScript(error));
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
