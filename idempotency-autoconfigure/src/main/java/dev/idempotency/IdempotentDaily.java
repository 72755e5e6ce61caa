package dev.idempotency;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.springframework.core.annotation.AliasFor;

/** Once per key and day of {@code idempotency.zone}. */
@Target({ElementType.METHOD, ElementType.ANNOTATION_TYPE})
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Idempotent(window = "day", ttl = "48h")
public @interface IdempotentDaily {

    /** Alias of {@link Idempotent#key()}. */
    @AliasFor(annotation = Idempotent.class, attribute = "key")
    String value() default "";

    /** Alias of {@link Idempotent#key()}. */
    @AliasFor(annotation = Idempotent.class, attribute = "key")
    String key() default "";

    /** Alias of {@link Idempotent#name()}. */
    @AliasFor(annotation = Idempotent.class)
    String name() default "";

    /** Alias of {@link Idempotent#category()}. */
    @AliasFor(annotation = Idempotent.class)
    String category() default "";

    /** Alias of {@link Idempotent#scope()}. */
    @AliasFor(annotation = Idempotent.class)
    String scope() default "";

    /** Alias of {@link Idempotent#lease()}. */
    @AliasFor(annotation = Idempotent.class)
    String lease() default "";

    /** Alias of {@link Idempotent#onDuplicate()}. */
    @AliasFor(annotation = Idempotent.class)
    OnDuplicate onDuplicate() default OnDuplicate.DEFAULT;

    /** Alias of {@link Idempotent#onInProgress()}. */
    @AliasFor(annotation = Idempotent.class)
    OnInProgress onInProgress() default OnInProgress.DEFAULT;

    /** Alias of {@link Idempotent#onFailure()}. */
    @AliasFor(annotation = Idempotent.class)
    OnFailure onFailure() default OnFailure.DEFAULT;

    /** Alias of {@link Idempotent#storeResult()}. */
    @AliasFor(annotation = Idempotent.class)
    boolean storeResult() default true;
}
