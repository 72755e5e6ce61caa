package dev.idempotency.key;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import org.springframework.core.io.InputStreamSource;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.cfg.DateTimeFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Digests arguments by content: a SHA-256 over a version byte and, for each argument, the length and the bytes of its
 * canonical JSON, so that {@code ("a", "bc")} and {@code ("ab", "c")} differ, while the order of properties, map
 * entries and set elements does not matter. A file is digested by its content, never by its name.
 *
 * <p>The mapper is this library's own, without modules found on the class path: a change to the application's mapper
 * or dependencies must not change keys.
 */
public final class ArgumentDigest {

    private static final byte VERSION = 1;

    private final JsonMapper mapper = JsonMapper.builder()
            .addModule(new ContentModule())
            .enable(SerializationFeature.FAIL_ON_EMPTY_BEANS)
            .disable(DateTimeFeature.WRITE_DATES_AS_TIMESTAMPS)
            .build();

    /**
     * The digest of these arguments, in hexadecimal.
     *
     * @throws UndigestableArgumentException if one of them has no stable content
     */
    public String of(@Nullable Object... arguments) {
        return digest(Set.of(), arguments);
    }

    /**
     * As {@link #of(Object...)} of an argument that does not have these properties.
     *
     * @param properties the names of properties of the argument itself
     * @throws UndigestableArgumentException if it has no stable content
     */
    public String without(Set<String> properties, Object argument) {
        return digest(properties, argument);
    }

    private String digest(Set<String> omitted, @Nullable Object... arguments) {
        MessageDigest digest = Sha256.start();
        digest.update(VERSION);
        for (int i = 0; i < arguments.length; i++) {
            byte[] canonical = canonical(i, arguments[i], omitted).getBytes(StandardCharsets.UTF_8);
            digest.update(
                    ByteBuffer.allocate(Integer.BYTES).putInt(canonical.length).array());
            digest.update(canonical);
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    /**
     * Whether no object of this type has stable content, whatever its value: such a parameter needs an explicit key.
     *
     * @param type a parameter's declared type
     */
    public static boolean isUndigestable(Class<?> type) {
        return UnstableTypes.contains(type) && !InputStreamSource.class.isAssignableFrom(type);
    }

    private String canonical(int index, @Nullable Object argument, Set<String> omitted) {
        try {
            JsonNode content = this.mapper.valueToTree(argument);
            return CanonicalJson.of(content instanceof ObjectNode object ? object.without(omitted) : content);
        } catch (JacksonException | UndigestableArgumentException ex) {
            Throwable cause = ex;
            while (cause instanceof JacksonException && cause.getCause() != null) {
                cause = cause.getCause();
            }
            String reason = cause instanceof UndigestableArgumentException
                    ? String.valueOf(cause.getMessage())
                    : "of type "
                            + (argument == null ? "null" : argument.getClass().getName())
                            + " cannot be written as JSON";
            throw new UndigestableArgumentException("argument " + index + " " + reason, ex);
        }
    }
}
