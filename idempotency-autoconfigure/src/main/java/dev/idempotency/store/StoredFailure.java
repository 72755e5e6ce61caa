package dev.idempotency.store;

import org.jspecify.annotations.Nullable;

/**
 * What is kept of a failure.
 *
 * @param type the class name of the exception, shortened to {@value #MAX_TYPE_LENGTH} characters
 * @param message its message, shortened to {@value #MAX_MESSAGE_LENGTH} characters
 * @param exhausted whether it was the last attempt
 */
public record StoredFailure(String type, @Nullable String message, boolean exhausted) {

    /** The longest type that is kept. */
    public static final int MAX_TYPE_LENGTH = 255;

    /** The longest message that is kept. */
    public static final int MAX_MESSAGE_LENGTH = 1000;

    public StoredFailure {
        type = shortened(type, MAX_TYPE_LENGTH);
        message = message == null ? null : shortened(message.replace('\0', ' '), MAX_MESSAGE_LENGTH);
    }

    /** What is kept of {@code failure}. */
    public static StoredFailure of(Throwable failure, boolean exhausted) {
        return new StoredFailure(failure.getClass().getName(), failure.getMessage(), exhausted);
    }

    private static String shortened(String text, int length) {
        if (text.length() <= length) {
            return text;
        }
        int end = Character.isHighSurrogate(text.charAt(length - 1)) ? length - 1 : length;
        return text.substring(0, end);
    }
}
