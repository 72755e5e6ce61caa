package dev.idempotency.aop;

import java.lang.reflect.Method;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.TemporalAccessor;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;
import org.springframework.expression.EvaluationException;

import dev.idempotency.IdempotencyKeyGenerator;
import dev.idempotency.IdempotencyScopeResolver;
import dev.idempotency.InvalidIdempotencyKeyException;
import dev.idempotency.key.ArgumentDigest;
import dev.idempotency.key.ExecutionKey;
import dev.idempotency.key.UndigestableArgumentException;
import dev.idempotency.schedule.NominalFireTime;

/** Makes the key of every call. */
public final class CallKeys {

    private final IdempotencySettings settings;
    private final InstantSource clock;
    private final @Nullable IdempotencyKeyGenerator generator;
    private final Function<String, IdempotencyScopeResolver> scopes;
    private final ArgumentDigest digest = new ArgumentDigest();

    /**
     * Makes a source of keys.
     *
     * @param clock tells which window a call falls into, unless its schedule says
     * @param generator makes default keys in place of the digest; {@code null} if there is none
     * @param scopes the resolver of a scope, by its name
     */
    public CallKeys(
            IdempotencySettings settings,
            InstantSource clock,
            @Nullable IdempotencyKeyGenerator generator,
            Function<String, IdempotencyScopeResolver> scopes) {
        this.settings = settings;
        this.clock = clock;
        this.generator = generator;
        this.scopes = scopes;
    }

    /**
     * The key of a call.
     *
     * @throws InvalidIdempotencyKeyException if it is missing, blank or cannot be computed
     */
    ExecutionKey keyOf(IdempotentMethod task, Object target, @Nullable Object[] arguments) {
        return keyOf(task, given(task, target, arguments));
    }

    /** The key that a given one stands for now. */
    ExecutionKey keyOf(IdempotentMethod task, String given) {
        if (given.isBlank()) {
            throw new InvalidIdempotencyKeyException(
                    "The key of task " + task.task() + " is blank (" + source(task) + "). A blank key would make all"
                            + " calls duplicates of each other.",
                    null);
        }
        return ExecutionKey.of(
                this.settings.namespace(),
                task.task(),
                task.scope(),
                scopeId(task),
                given,
                task.window() == null ? null : task.window().bucketOf(time(task), this.settings.zone()));
    }

    private @Nullable String scopeId(IdempotentMethod task) {
        if (task.scope().equals(ExecutionKey.GLOBAL)) {
            return null;
        }
        String id = this.scopes.apply(task.scope()).resolve();
        if (id == null || id.isBlank()) {
            throw new InvalidIdempotencyKeyException(
                    "The scope '" + task.scope() + "' of task " + task.task() + " has no value for this call; without"
                            + " one, everybody would share its keys",
                    null);
        }
        return id;
    }

    /**
     * Whether a call is to be treated as idempotent.
     *
     * @throws InvalidIdempotencyKeyException if that cannot be told
     */
    boolean isConcerned(IdempotentMethod task, Object target, @Nullable Object[] arguments) {
        if (task.condition() == null) {
            return true;
        }
        if (evaluate("condition", task, task.condition(), target, arguments) instanceof Boolean concerned) {
            return concerned;
        }
        throw new InvalidIdempotencyKeyException(
                "The condition " + task.condition() + " of task " + task.task() + " is neither true nor false", null);
    }

    /**
     * Identifies the payload of a call; {@code null} if payloads are not compared.
     *
     * @throws InvalidIdempotencyKeyException if it cannot be computed
     */
    @Nullable
    String payloadDigest(IdempotentMethod task, Object target, @Nullable Object[] arguments) {
        return task.verify() == null ? null : digest(task, evaluate("payload", task, task.verify(), target, arguments));
    }

    private Instant time(IdempotentMethod task) {
        return task.scheduled() ? NominalFireTime.current().orElseGet(this.clock::instant) : this.clock.instant();
    }

    private String given(IdempotentMethod task, Object target, @Nullable Object[] arguments) {
        if (task.keyExpression() != null) {
            return text(task, evaluate("key", task, task.keyExpression(), target, arguments));
        }
        if (task.scheduled()) {
            return NominalFireTime.current()
                    .map(Instant::toString)
                    .orElseThrow(() -> new InvalidIdempotencyKeyException(
                            "Task " + task.task() + " was called outside its schedule, so it has no nominal fire time"
                                    + " to be its key. Give it a key, or call a method that is not @Scheduled.",
                            null));
        }
        if (this.generator != null) {
            String generated = generate(this.generator, target, task.method(), arguments);
            return generated == null ? "" : generated;
        }
        return digest(task, arguments);
    }

    /** A generator is foreign code: it may return {@code null} against its declaration. */
    private static @Nullable String generate(
            IdempotencyKeyGenerator generator, Object target, Method method, @Nullable Object[] arguments) {
        return generator.generate(target, method, arguments);
    }

    private static @Nullable Object evaluate(
            String what,
            IdempotentMethod task,
            CallExpression expression,
            Object target,
            @Nullable Object[] arguments) {
        try {
            return expression.evaluate(target, task.method(), arguments);
        } catch (EvaluationException ex) {
            throw new InvalidIdempotencyKeyException(
                    "The " + what + " " + expression + " of task " + task.task() + " cannot be computed for this call",
                    ex);
        }
    }

    /** Simple values stand for themselves; whatever has parts is digested, since its text may not be its value. */
    private String text(IdempotentMethod task, @Nullable Object value) {
        if (value instanceof Optional<?> optional) {
            return text(task, optional.orElse(null));
        }
        if (value == null) {
            throw new InvalidIdempotencyKeyException(
                    "The key of task " + task.task() + " is null (" + source(task) + ")", null);
        }
        if (value instanceof Enum<?> constant) {
            return constant.name();
        }
        if (value instanceof CharSequence
                || value instanceof Number
                || value instanceof Boolean
                || value instanceof Character
                || value instanceof UUID
                || value instanceof TemporalAccessor) {
            return value.toString();
        }
        return digest(task, value);
    }

    private String digest(IdempotentMethod task, @Nullable Object... values) {
        try {
            return this.digest.of(values);
        } catch (UndigestableArgumentException ex) {
            throw new InvalidIdempotencyKeyException(
                    "The key of task " + task.task() + " cannot be computed: " + ex.getMessage()
                            + ". Give it a key of what identifies the call, such as key = \"#order.id\".",
                    ex);
        }
    }

    private static String source(IdempotentMethod task) {
        return task.keyExpression() != null ? "from " + task.keyExpression() : "from " + task.keyDescription();
    }
}
