package dev.idempotency.redis;

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.InvalidDataAccessApiUsageException;
import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.connection.RedisPipelineException;
import org.springframework.data.redis.connection.RedisScriptingCommands;
import org.springframework.data.redis.connection.ReturnType;

/** The pipeline of Spring's connection; key by key where that has none, as one of Jedis to a cluster. */
record SpringPipeline(RedisConnection connection) implements ScriptPipeline {

    private static final Logger logger = LoggerFactory.getLogger(SpringPipeline.class);

    @Override
    public List<@Nullable Object> byDigest(Script script, ReturnType type, List<byte[][]> keysAndArguments) {
        return answers(keysAndArguments, (commands, each) -> commands.evalSha(script.sha1(), type, 1, each));
    }

    @Override
    public List<@Nullable Object> bySource(Script script, ReturnType type, List<byte[][]> keysAndArguments) {
        byte[] source = script.source();
        return answers(keysAndArguments, (commands, each) -> commands.eval(source, type, 1, each));
    }

    private List<@Nullable Object> answers(List<byte[][]> keysAndArguments, Command command) {
        return opens() ? inOneGo(keysAndArguments, command) : oneByOne(keysAndArguments, command);
    }

    private boolean opens() {
        try {
            this.connection.openPipeline();
            return true;
        } catch (InvalidDataAccessApiUsageException ex) {
            return false;
        }
    }

    private List<@Nullable Object> inOneGo(List<byte[][]> keysAndArguments, Command command) {
        try {
            RedisScriptingCommands commands = this.connection.scriptingCommands();
            keysAndArguments.forEach(each -> command.send(commands, each));
        } catch (RuntimeException ex) {
            closeQuietly();
            throw ex;
        }
        try {
            return complete(this.connection.closePipeline(), keysAndArguments);
        } catch (RedisPipelineException ex) {
            if (ex.getPipelineResult().stream().noneMatch(RuntimeException.class::isInstance)) {
                throw ex;
            }
            return complete(ex.getPipelineResult(), keysAndArguments);
        }
    }

    private static List<@Nullable Object> complete(
            List<? extends @Nullable Object> answers, List<byte[][]> keysAndArguments) {
        if (answers.size() != keysAndArguments.size()) {
            throw new IllegalStateException(answers.size() + " answers to " + keysAndArguments.size() + " scripts");
        }
        return new ArrayList<>(answers);
    }

    private List<@Nullable Object> oneByOne(List<byte[][]> keysAndArguments, Command command) {
        List<@Nullable Object> answers = new ArrayList<>(keysAndArguments.size());
        for (byte[][] each : keysAndArguments) {
            try {
                answers.add(command.send(this.connection.scriptingCommands(), each));
            } catch (RuntimeException ex) {
                answers.add(ex);
            }
        }
        return answers;
    }

    /** So that a pool does not hand the connection out with half a pipeline in it. */
    private void closeQuietly() {
        try {
            this.connection.closePipeline();
        } catch (RuntimeException ex) {
            logger.debug("Closing a broken Redis pipeline failed", ex);
        }
    }

    /** A script for one key; answers nothing while a pipeline is open. */
    private interface Command {

        @Nullable
        Object send(RedisScriptingCommands commands, byte[][] keyAndArguments);
    }
}
