package dev.idempotency.redis;

import java.util.List;

import org.jspecify.annotations.Nullable;
import org.springframework.data.redis.connection.ReturnType;

/**
 * Sends a script for each of several keys without waiting for an answer in between, as far as the driver can. The
 * answers come in the order of the keys; where a key has failed, its {@link RuntimeException} stands in the answer's
 * place.
 */
interface ScriptPipeline {

    /** Runs the script by its digest. */
    List<@Nullable Object> byDigest(Script script, ReturnType type, List<byte[][]> keysAndArguments);

    /** Runs the script by its source, for a server that does not know the digest. */
    List<@Nullable Object> bySource(Script script, ReturnType type, List<byte[][]> keysAndArguments);
}
