package dev.idempotency.aop;

import java.lang.reflect.Method;
import java.util.Optional;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import org.springframework.util.ClassUtils;
import org.springframework.util.ReflectionUtils;

/** How the key, the id and the payload of an event are read that is of a type of the application's own. */
final class EventAccessors {

    /** What tells events apart, and is no part of what they say. */
    static final Set<String> IDENTITY = Set.of("idempotencyKey", "eventId");

    private static final ClassValue<EventAccessors> BY_TYPE = new ClassValue<>() {

        @Override
        protected EventAccessors computeValue(Class<?> type) {
            return new EventAccessors(type);
        }
    };

    private final @Nullable Method key;
    private final @Nullable Method id;
    private final @Nullable Method payload;

    private EventAccessors(Class<?> type) {
        this.key = accessor(type, "idempotencyKey");
        this.id = accessor(type, "eventId");
        this.payload = accessor(type, "payload");
    }

    private static @Nullable Method accessor(Class<?> type, String property) {
        for (String name :
                new String[] {property, "get" + Character.toUpperCase(property.charAt(0)) + property.substring(1)}) {
            Method method = ClassUtils.getMethodIfAvailable(type, name);
            if (method != null && method.getReturnType() != void.class) {
                ReflectionUtils.makeAccessible(method);
                return method;
            }
        }
        return null;
    }

    static EventAccessors of(Class<?> type) {
        return BY_TYPE.get(type);
    }

    /** Whether objects of this type can be told apart as events can. */
    boolean identify() {
        return this.key != null || this.id != null;
    }

    /** The event's idempotency key, else its id; {@code null} if it has neither. */
    @Nullable
    Object keyOf(Object event) {
        Object key = read(this.key, event);
        return key != null ? key : read(this.id, event);
    }

    /** What the event carries, else the event itself. */
    @Nullable
    Object payloadOf(Object event) {
        return this.payload != null ? read(this.payload, event) : event;
    }

    private static @Nullable Object read(@Nullable Method accessor, Object event) {
        Object value = accessor == null ? null : ReflectionUtils.invokeMethod(accessor, event);
        return value instanceof Optional<?> optional ? optional.orElse(null) : value;
    }
}
