package dev.idempotency.key;

import java.time.Instant;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * The key of one call, with its parts: {@code namespace:task:scope[=id]:key[:window]} in the store, readable as long as
 * it is short. Above {@value #MAX_READABLE_LENGTH} characters, or with control characters in it, the tail becomes a
 * SHA-256 of the whole.
 *
 * @param task the task's name
 * @param scope the scope's name
 * @param given the key as the caller gave it
 * @param full the key in the store
 * @param windowEnd when the window of the key ends; none without a window
 */
public record ExecutionKey(
        String task,
        String scope,
        String given,
        String full,
        @Nullable Instant windowEnd) {

    /** The longest full key that is kept readable. */
    public static final int MAX_READABLE_LENGTH = 200;

    /** The scope that everybody shares. */
    public static final String GLOBAL = "global";

    private static final int SHOWN_LENGTH = 24;

    private static final Pattern WINDOW_AT_END =
            Pattern.compile(":(hour|day|week|month|\\d+d|PT[0-9HMS.]+)=\\d{4}-\\d{2}-\\d{2}(T[0-9:.]+Z)?$");

    /** A key so long before its given part that nothing of that is left. */
    private static final Pattern FOLDED_IN_SCOPE = Pattern.compile("^([^:]+:[^:]+:[^:]+)(~[0-9a-f]{64})$");

    /**
     * Puts a key together.
     *
     * @param namespace keeps applications apart; no colon in it
     * @param task no colon in it
     * @param scope the scope's name; no colon in it
     * @param scopeId whose key it is within the scope; {@code null} in the global one
     * @param given the key as given
     * @param bucket the time bucket; {@code null} without a window
     */
    public static ExecutionKey of(
            String namespace,
            String task,
            String scope,
            @Nullable String scopeId,
            String given,
            KeyWindow.@Nullable Bucket bucket) {
        StringBuilder full = new StringBuilder(namespace)
                .append(':')
                .append(task)
                .append(':')
                .append(scope);
        if (scopeId != null) {
            full.append('=').append(KeyText.escaped(scopeId));
        }
        full.append(':').append(given);
        if (bucket != null) {
            full.append(':').append(bucket.label());
        }
        return new ExecutionKey(task, scope, given, folded(full.toString()), bucket == null ? null : bucket.end());
    }

    /**
     * The full key that an exclusive task holds while it runs. Its scope is empty, so no call's key is ever the same.
     *
     * @param namespace keeps applications apart; no colon in it
     * @param task no colon in it
     */
    public static String slotOf(String namespace, String task) {
        return folded(namespace + ":" + task + "::exclusive");
    }

    /**
     * The parts of a full key, as far as they can be told: of a folded key, {@code given} is what is left.
     *
     * @throws IllegalArgumentException if it is not a full key
     */
    public static ExecutionKey parse(String full) {
        String[] parts = FOLDED_IN_SCOPE.matcher(full).replaceFirst("$1:$2").split(":", 4);
        if (parts.length < 4) {
            throw new IllegalArgumentException(
                    "A full key is namespace:task:scope:key, with at least three colons, not '" + full + "'");
        }
        int id = parts[2].indexOf('=');
        Matcher window = WINDOW_AT_END.matcher(parts[3]);
        return new ExecutionKey(
                parts[1],
                id < 0 ? parts[2] : parts[2].substring(0, id),
                window.find() ? parts[3].substring(0, window.start()) : parts[3],
                full,
                null);
    }

    /** The given key, shortened for logs: enough to recognize it, not enough to spread what it may contain. */
    public String shown() {
        return shown(this.given);
    }

    /** A given key, shortened likewise. */
    public static String shown(String given) {
        return given.length() <= SHOWN_LENGTH ? given : given.substring(0, SHOWN_LENGTH) + "…(" + given.length() + ")";
    }

    /** Task and shortened key, for messages. */
    @Override
    public String toString() {
        return this.task + "[" + shown() + "]";
    }

    private static String folded(String full) {
        if (full.length() <= MAX_READABLE_LENGTH && isReadable(full)) {
            return full;
        }
        String digest = Sha256.hex(full);
        int head = Math.min(full.length(), MAX_READABLE_LENGTH - Sha256.HEX_LENGTH - 1);
        if (Character.isHighSurrogate(full.charAt(head - 1))) {
            head--;
        }
        String shownHead = full.substring(0, head)
                .chars()
                .map(c -> Character.isISOControl(c) ? '?' : c)
                .collect(StringBuilder::new, (text, c) -> text.append((char) c), StringBuilder::append)
                .toString();
        return shownHead + "~" + digest;
    }

    /** A loop, since it is part of every call: a stream would be a tenth of what a duplicate costs. */
    private static boolean isReadable(String full) {
        for (int i = 0; i < full.length(); i++) {
            if (Character.isISOControl(full.charAt(i))) {
                return false;
            }
        }
        return true;
    }
}
