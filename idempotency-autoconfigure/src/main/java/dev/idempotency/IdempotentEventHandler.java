package dev.idempotency;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.springframework.core.annotation.AliasFor;

/**
 * Handles an event once, however often it is delivered: the key is the event's idempotency key, else its id. The same key
 * with another payload throws {@link PayloadMismatchException}. Goes with {@code @EventListener} and with the listener
 * annotations of brokers; the handler runs where they run it.
 *
 * <p>The event is the one parameter that is
 *
 * <ul>
 *   <li>an {@link EventEnvelope};
 *   <li>a Spring Messaging {@code Message}: the envelope that it carries; else its header {@code idempotency-key} (also
 *       as {@code Idempotency-Key}, {@code idempotencyKey}, ...); else the key or id of a payload that has one; else the
 *       CloudEvents headers {@code ce_source} and {@code ce_id}; else the message's own id, with a warning, since most
 *       brokers' adapters make a new one for every delivery;
 *   <li>of any other type with an accessor {@code idempotencyKey()} or {@code getIdempotencyKey()}, {@code eventId()} or
 *       {@code getEventId()}; its payload is what {@code payload()} or {@code getPayload()} gives, else the event itself,
 *       compared without these two;
 *   <li>a {@code PayloadApplicationEvent} of these.
 * </ul>
 *
 * <p>A method without such a parameter, or with two, stops the application at start-up. An event that has neither key nor
 * id, or a blank one, fails the call with {@link InvalidIdempotencyKeyException}.
 *
 * <p>Spring publishes what an {@code @EventListener} returns as another event, also if it is replayed;
 * {@code onDuplicate = SKIP} publishes it once.
 *
 * <p>To compose another annotation, use {@code #root.event.key} and {@code #root.event.payload}.
 */
@Target({ElementType.METHOD, ElementType.ANNOTATION_TYPE})
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Idempotent(key = "#root.event.key", verify = "#root.event.payload")
public @interface IdempotentEventHandler {

    /** Alias of {@link Idempotent#name()}. */
    @AliasFor(annotation = Idempotent.class)
    String name() default "";

    /** Alias of {@link Idempotent#category()}. */
    @AliasFor(annotation = Idempotent.class)
    String category() default "";

    /** Alias of {@link Idempotent#scope()}. */
    @AliasFor(annotation = Idempotent.class)
    String scope() default "";

    /** Alias of {@link Idempotent#window()}. */
    @AliasFor(annotation = Idempotent.class)
    String window() default "";

    /** Alias of {@link Idempotent#ttl()}. */
    @AliasFor(annotation = Idempotent.class)
    String ttl() default "";

    /** Alias of {@link Idempotent#lease()}. */
    @AliasFor(annotation = Idempotent.class)
    String lease() default "";

    /** Alias of {@link Idempotent#waitTimeout()}. */
    @AliasFor(annotation = Idempotent.class)
    String waitTimeout() default "";

    /** Alias of {@link Idempotent#onDuplicate()}. */
    @AliasFor(annotation = Idempotent.class)
    OnDuplicate onDuplicate() default OnDuplicate.DEFAULT;

    /** Alias of {@link Idempotent#onInProgress()}. */
    @AliasFor(annotation = Idempotent.class)
    OnInProgress onInProgress() default OnInProgress.DEFAULT;

    /** Alias of {@link Idempotent#onFailure()}. */
    @AliasFor(annotation = Idempotent.class)
    OnFailure onFailure() default OnFailure.DEFAULT;

    /** Alias of {@link Idempotent#maxAttempts()}. */
    @AliasFor(annotation = Idempotent.class)
    int maxAttempts() default 0;

    /** Alias of {@link Idempotent#backoff()}. */
    @AliasFor(annotation = Idempotent.class)
    String backoff() default "";

    /** Alias of {@link Idempotent#failureTtl()}. */
    @AliasFor(annotation = Idempotent.class)
    String failureTtl() default "";

    /** Alias of {@link Idempotent#onStoreFailure()}. */
    @AliasFor(annotation = Idempotent.class)
    OnStoreFailure onStoreFailure() default OnStoreFailure.DEFAULT;

    /** Alias of {@link Idempotent#verify()}; empty: payloads are not compared. */
    @AliasFor(annotation = Idempotent.class)
    String verify() default "#root.event.payload";

    /** Alias of {@link Idempotent#exclusive()}. */
    @AliasFor(annotation = Idempotent.class)
    boolean exclusive() default false;

    /** Alias of {@link Idempotent#storeResult()}. */
    @AliasFor(annotation = Idempotent.class)
    boolean storeResult() default true;

    /** Alias of {@link Idempotent#condition()}. */
    @AliasFor(annotation = Idempotent.class)
    String condition() default "";
}
