package dev.idempotency.aop;

import java.lang.reflect.Method;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.springframework.expression.EvaluationException;

import dev.idempotency.FileFingerprint;
import dev.idempotency.IdempotencyKeyGenerator;
import dev.idempotency.InvalidIdempotencyKeyException;
import dev.idempotency.engine.Call;
import dev.idempotency.key.ArgumentDigest;
import dev.idempotency.key.KeyText;
import dev.idempotency.key.UndigestableArgumentException;
import dev.idempotency.schedule.NominalFireTime;
import dev.idempotency.task.TaskKeys;

/** Makes the key of every call. */
public final class CallKeys {

    private final TaskKeys keys;
    private final @Nullable IdempotencyKeyGenerator generator;
    private final ArgumentDigest digest = new ArgumentDigest();

    /**
     * Makes a source of keys.
     *
     * @param keys adds what the task says
     * @param generator makes default keys in place of the digest; {@code null} if there is none
     */
    public CallKeys(TaskKeys keys, @Nullable IdempotencyKeyGenerator generator) {
        this.keys = keys;
        this.generator = generator;
    }

    /**
     * What the engine is to decide about.
     *
     * @throws InvalidIdempotencyKeyException if the key is missing, blank or cannot be computed
     */
    Call call(IdempotentMethod method, Object target, @Nullable Object[] arguments) {
        String given = given(method, target, arguments);
        if (given.isBlank()) {
            throw new InvalidIdempotencyKeyException(
                    "The key of task " + method.name() + " is blank (" + source(method)
                            + "). A blank key would make all" + " calls duplicates of each other.",
                    null);
        }
        String payload = payloadDigest(method, target, arguments);
        return method.scheduled()
                ? NominalFireTime.current()
                        .map(fireTime -> this.keys.call(method.task(), given, fireTime, payload))
                        .orElseGet(() -> this.keys.call(method.task(), given, payload))
                : this.keys.call(method.task(), given, payload);
    }

    /**
     * Whether a call is to be treated as idempotent.
     *
     * @throws InvalidIdempotencyKeyException if that cannot be told
     */
    boolean isConcerned(IdempotentMethod method, Object target, @Nullable Object[] arguments) {
        if (method.condition() == null) {
            return true;
        }
        if (evaluate("condition", method, method.condition(), target, arguments) instanceof Boolean concerned) {
            return concerned;
        }
        throw new InvalidIdempotencyKeyException(
                "The condition " + method.condition() + " of task " + method.name() + " is neither true nor false",
                null);
    }

    /** Identifies the payload; {@code null} if payloads are not compared. */
    private @Nullable String payloadDigest(IdempotentMethod method, Object target, @Nullable Object[] arguments) {
        if (method.verify() == null) {
            return null;
        }
        Object payload = evaluate("payload", method, method.verify(), target, arguments);
        if (payload == null || !EventAccessors.of(payload.getClass()).identify()) {
            return digest(method, payload);
        }
        // A sender who repeats an event under the same idempotency key may well give it a new id.
        return digest(method, () -> this.digest.without(EventAccessors.IDENTITY, payload));
    }

    private String given(IdempotentMethod method, Object target, @Nullable Object[] arguments) {
        if (method.keyExpression() != null) {
            return text(method, evaluate("key", method, method.keyExpression(), target, arguments));
        }
        if (method.scheduled()) {
            return NominalFireTime.current()
                    .map(Instant::toString)
                    .orElseThrow(() -> new InvalidIdempotencyKeyException(
                            "Task " + method.name() + " was called outside its schedule, so it has no nominal fire time"
                                    + " to be its key. Give it a key, or call a method that is not @Scheduled.",
                            null));
        }
        if (this.generator != null) {
            String generated = generate(this.generator, target, method.method(), arguments);
            return generated == null ? "" : generated;
        }
        return digest(method, arguments);
    }

    /** A generator is foreign code: it may return {@code null} against its declaration. */
    private static @Nullable String generate(
            IdempotencyKeyGenerator generator, Object target, Method method, @Nullable Object[] arguments) {
        return generator.generate(target, method, arguments);
    }

    private static @Nullable Object evaluate(
            String what,
            IdempotentMethod method,
            CallExpression expression,
            Object target,
            @Nullable Object[] arguments) {
        try {
            return expression.evaluate(target, method.method(), arguments);
        } catch (EvaluationException | InvalidIdempotencyKeyException ex) {
            throw new InvalidIdempotencyKeyException(
                    "The " + what + " " + expression + " of task " + method.name() + " cannot be computed for this call"
                            + reason(ex),
                    ex);
        }
    }

    /** What this library itself found wrong, however deep in the expression. */
    private static String reason(Throwable failure) {
        Throwable cause = failure;
        while (cause != null && !(cause instanceof InvalidIdempotencyKeyException)) {
            cause = cause.getCause();
        }
        return cause == null ? "" : ": " + cause.getMessage();
    }

    /** Simple values stand for themselves; whatever has parts is digested, since its text may not be its value. */
    private String text(IdempotentMethod method, @Nullable Object value) {
        if (value instanceof Optional<?> optional) {
            return text(method, optional.orElse(null));
        }
        if (value == null) {
            throw new InvalidIdempotencyKeyException(
                    "The key of task " + method.name() + " is null (" + source(method) + ")", null);
        }
        String simple = value instanceof FileFingerprint ? value.toString() : KeyText.of(value);
        return simple != null ? simple : digest(method, value);
    }

    private String digest(IdempotentMethod method, @Nullable Object... values) {
        return digest(method, () -> this.digest.of(values));
    }

    private static String digest(IdempotentMethod method, Supplier<String> digesting) {
        try {
            return digesting.get();
        } catch (UndigestableArgumentException ex) {
            throw new InvalidIdempotencyKeyException(
                    "The key of task " + method.name() + " cannot be computed: " + ex.getMessage()
                            + ". Give it a key of what identifies the call, such as key = \"#order.id\".",
                    ex);
        }
    }

    private static String source(IdempotentMethod method) {
        return method.keyExpression() != null ? "from " + method.keyExpression() : "from " + method.keyDescription();
    }
}
