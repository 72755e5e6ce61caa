package dev.idempotency.aop;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.PayloadApplicationEvent;
import org.springframework.core.ResolvableType;

import dev.idempotency.EventEnvelope;
import dev.idempotency.InvalidIdempotencyKeyException;

/** The parameter of a method that is the event it handles. */
final class EventParameter {

    private static final Logger log = LoggerFactory.getLogger(EventParameter.class);

    private final String task;
    private final int index;
    private final AtomicBoolean warned = new AtomicBoolean();

    EventParameter(String task, int index) {
        this.task = task;
        this.index = index;
    }

    /** The parameters of a method that may be its event. */
    static List<Integer> candidates(Method method, Class<?> targetClass) {
        List<Integer> found = new ArrayList<>();
        for (int i = 0; i < method.getParameterCount(); i++) {
            if (isEvent(ResolvableType.forMethodParameter(method, i, targetClass))) {
                found.add(i);
            }
        }
        return found;
    }

    private static boolean isEvent(ResolvableType declared) {
        Class<?> type = declared.resolve(Object.class);
        if (PayloadApplicationEvent.class.isAssignableFrom(type)) {
            return isEvent(declared.as(PayloadApplicationEvent.class).getGeneric());
        }
        return EventEnvelope.class.isAssignableFrom(type)
                || EventMessages.isMessage(type)
                || EventAccessors.of(type).identify();
    }

    /** The event of a call. */
    Received in(@Nullable Object[] arguments) {
        Object argument = arguments[this.index];
        Object event = argument instanceof PayloadApplicationEvent<?> wrapped ? wrapped.getPayload() : argument;
        if (event == null) {
            throw new InvalidIdempotencyKeyException("the event is null", null);
        }
        return new Received(event);
    }

    private @Nullable Object keyOf(Object event) {
        if (event instanceof EventEnvelope<?> envelope) {
            return envelope.key();
        }
        return EventMessages.isMessage(event.getClass())
                ? keyOfMessage(event)
                : EventAccessors.of(event.getClass()).keyOf(event);
    }

    private @Nullable Object keyOfMessage(Object message) {
        Object payload = EventMessages.payloadOf(message);
        if (payload instanceof EventEnvelope<?> envelope) {
            return envelope.key();
        }
        Object key = EventMessages.idempotencyKeyOf(message);
        if (key == null) {
            key = EventAccessors.of(payload.getClass()).keyOf(payload);
        }
        if (key == null) {
            key = EventMessages.cloudEventIdOf(message);
        }
        return key != null ? key : ownIdOf(message);
    }

    private @Nullable Object ownIdOf(Object message) {
        if (this.warned.compareAndSet(false, true)) {
            log.warn(
                    "Task {} takes the id of a message for its key, since it has no header idempotency-key. Most brokers'"
                            + " adapters make a new id for every delivery, so that a repeated one would run again: let"
                            + " the sender set the header, or send an EventEnvelope. (This is logged once.)",
                    this.task);
        }
        return EventMessages.ownIdOf(message);
    }

    private static @Nullable Object payloadOf(Object event) {
        if (event instanceof EventEnvelope<?> envelope) {
            return envelope.payload();
        }
        return EventMessages.isMessage(event.getClass())
                ? payloadOf(EventMessages.payloadOf(event))
                : EventAccessors.of(event.getClass()).payloadOf(event);
    }

    /** What {@code #root.event} stands for. */
    final class Received {

        private final Object event;

        private Received(Object event) {
            this.event = event;
        }

        /**
         * The event's idempotency key, else its id.
         *
         * @throws InvalidIdempotencyKeyException if it has neither, or a blank one
         */
        public Object getKey() {
            Object key = keyOf(this.event);
            if (key == null) {
                throw new InvalidIdempotencyKeyException("the event has neither an idempotency key nor an id", null);
            }
            if (key instanceof CharSequence text && text.toString().isBlank()) {
                throw new InvalidIdempotencyKeyException("the event's idempotency key or id is blank", null);
            }
            return key;
        }

        public @Nullable Object getPayload() {
            return payloadOf(this.event);
        }
    }
}
