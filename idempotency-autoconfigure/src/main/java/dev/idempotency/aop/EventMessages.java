package dev.idempotency.aop;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;
import org.springframework.messaging.Message;
import org.springframework.util.ClassUtils;

import dev.idempotency.IdempotencyKey;
import dev.idempotency.InvalidIdempotencyKeyException;
import dev.idempotency.key.KeyText;

/** What Spring Messaging, where it is on the class path, tells of an event. */
final class EventMessages {

    private static final boolean PRESENT =
            ClassUtils.isPresent("org.springframework.messaging.Message", EventMessages.class.getClassLoader());

    private EventMessages() {}

    static boolean isMessage(Class<?> type) {
        return PRESENT && Headers.isMessage(type);
    }

    /** The payload of a message. */
    static Object payloadOf(Object message) {
        return Headers.payloadOf(message);
    }

    /** What the sender declares to be the same event; {@code null} if there is no such header. */
    static @Nullable String idempotencyKeyOf(Object message) {
        return Headers.text(message, "idempotencykey");
    }

    /** The CloudEvents id of a message, unique together with its source; {@code null} if it is no CloudEvent. */
    static @Nullable String cloudEventIdOf(Object message) {
        for (String prefix : new String[] {"ce", "cloudevents"}) {
            String id = Headers.text(message, prefix + "id");
            if (id != null) {
                String source = Headers.text(message, prefix + "source");
                return source == null ? id : IdempotencyKey.of(source, id).toString();
            }
        }
        return null;
    }

    /** The id that the message got when it was made, which need not be when it was sent. */
    static @Nullable Object ownIdOf(Object message) {
        return Headers.ownIdOf(message);
    }

    /** Loaded only where Spring Messaging is. */
    private static final class Headers {

        /** Brokers and bindings differ in case and in what they put between words: {@code ce_id}, {@code ce-id}. */
        private static final Pattern BETWEEN_WORDS = Pattern.compile("[-_:. ]");

        static boolean isMessage(Class<?> type) {
            return Message.class.isAssignableFrom(type);
        }

        static Object payloadOf(Object message) {
            return ((Message<?>) message).getPayload();
        }

        static @Nullable Object ownIdOf(Object message) {
            return ((Message<?>) message).getHeaders().getId();
        }

        static @Nullable String text(Object message, String plainName) {
            for (Map.Entry<String, Object> header :
                    ((Message<?>) message).getHeaders().entrySet()) {
                String name = header.getKey();
                if (BETWEEN_WORDS
                        .matcher(name)
                        .replaceAll("")
                        .toLowerCase(Locale.ROOT)
                        .equals(plainName)) {
                    return text(name, header.getValue());
                }
            }
            return null;
        }

        private static String text(String name, Object value) {
            String text = value instanceof byte[] bytes ? new String(bytes, StandardCharsets.UTF_8) : KeyText.of(value);
            if (text == null) {
                throw new InvalidIdempotencyKeyException(
                        "the header " + name + " of type " + value.getClass().getName()
                                + " is neither a text, bytes of one, nor a UUID",
                        null);
            }
            if (text.isBlank()) {
                throw new InvalidIdempotencyKeyException("the header " + name + " is blank", null);
            }
            return text;
        }
    }
}
