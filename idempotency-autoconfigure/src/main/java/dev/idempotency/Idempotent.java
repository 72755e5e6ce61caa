package dev.idempotency;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.springframework.core.annotation.AliasFor;

/**
 * Runs a bean method once per key: the first call claims the key, runs and records its completion; a duplicate is
 * answered from the record.
 *
 * <p>Works on {@code @Scheduled}, {@code @Async}, {@code @Transactional} and plain methods of Spring beans. A method
 * that no proxy can intercept (private, final, static, or on a final class) stops the application at start-up.
 *
 * <p>Durations are written as {@code 4h}, {@code PT4H} or {@code ${a.placeholder}}. An empty text means: inherit, in the
 * order {@code idempotency.tasks.<name>}, this annotation, {@code idempotency.categories.<category>},
 * {@code idempotency.defaults}.
 */
@Target({ElementType.METHOD, ElementType.ANNOTATION_TYPE})
@Retention(RetentionPolicy.RUNTIME)
@Documented
public @interface Idempotent {

    /** Alias of {@link #key()}. */
    @AliasFor("key")
    String value() default "";

    /**
     * SpEL of the key, over {@code #argumentName}, {@code #root.args}, {@code #root.method}, {@code #root.target} and
     * beans ({@code @bean}), and for handlers of events over {@code #root.event.key} and {@code #root.event.payload}, as
     * {@link IdempotentEventHandler} says. A text literal needs its quotes: {@code "'daily-report'"}. Empty: for a
     * {@code @Scheduled} method its nominal fire time, otherwise a digest of the arguments.
     *
     * <p>Texts, numbers, dates and the like are the key as they are, and so are an {@link IdempotencyKey} and a
     * {@link FileFingerprint}; whatever else has parts is digested by content. A key that evaluates to {@code null} or
     * blank fails the call with {@link InvalidIdempotencyKeyException}.
     */
    @AliasFor("value")
    String key() default "";

    /**
     * The stable name of the task, in metrics, keys, properties and logs; by default {@code SimpleClassName.method}.
     * Renaming it forgets what was recorded under the old name.
     */
    String name() default "";

    /** A category of {@code idempotency.categories}, from which the task inherits its settings. */
    String category() default "";

    /**
     * Whose key it is: {@code global} (the default) is everybody's; any other, such as {@code tenant} or {@code device},
     * is the name of an {@link IdempotencyScopeResolver} bean. {@code user} needs no bean where Spring Security is on
     * the class path (whoever is authenticated, but for anonymous users) or Spring Web with servlets (the request's
     * principal). Resolved on the thread of the caller, also for an {@code @Async} method, and of the subscriber for a
     * {@code Mono}; a call without a value fails with {@link InvalidIdempotencyKeyException}.
     */
    String scope() default "";

    /**
     * Adds a time bucket to the key: {@code hour}, {@code day}, {@code week} (from Monday), {@code month}, or a
     * duration such as {@code 15m}. Buckets from a day up follow local dates in {@code idempotency.zone}, shorter ones
     * instants, so that the repeated hour of a clock change is not suppressed. The record lives at least until its
     * window ends.
     */
    String window() default "";

    /** How long a completed record suppresses duplicates. */
    String ttl() default "";

    /**
     * How long a claim is held without a sign of life before another caller may take the key over; shorter than the
     * TTL. Keep-alive renews it while the method runs.
     */
    String lease() default "";

    /** How long a caller waits for an execution in progress. */
    String waitTimeout() default "";

    /** What a caller gets when the task has already completed for this key. */
    OnDuplicate onDuplicate() default OnDuplicate.DEFAULT;

    /** What a caller gets while the task is running for this key. */
    OnInProgress onInProgress() default OnInProgress.DEFAULT;

    /** What happens to the key when the method throws. */
    OnFailure onFailure() default OnFailure.DEFAULT;

    /** How often the task may fail for one key; {@code 0} means no limit. */
    int maxAttempts() default 0;

    /** The pause before the second attempt, growing exponentially. */
    String backoff() default "";

    /** How long a remembered or exhausted failure lives. */
    String failureTtl() default "";

    /** What happens when the store cannot be reached. */
    OnStoreFailure onStoreFailure() default OnStoreFailure.DEFAULT;

    /** SpEL of the payload whose digest must equal that of the first caller. */
    String verify() default "";

    /** At most one execution of this task at a time in the cluster, whatever the key. */
    boolean exclusive() default false;

    /** Whether the result is stored for replay; {@code false} records the completion only. */
    boolean storeResult() default true;

    /** SpEL; when it evaluates to {@code false} the call is not treated as idempotent at all. */
    String condition() default "";
}
