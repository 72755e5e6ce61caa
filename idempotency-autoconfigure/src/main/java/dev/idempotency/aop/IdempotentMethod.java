package dev.idempotency.aop;

import java.lang.reflect.Method;

import org.jspecify.annotations.Nullable;
import org.springframework.util.ClassUtils;

import dev.idempotency.task.Task;

/**
 * A method and what its annotation, together with the properties, says: parsed and validated once.
 *
 * @param method the method of the target class
 * @param task what holds for it
 * @param keyExpression its key; {@code null} for the default key
 * @param condition whether a call is idempotent; {@code null} if every call is
 * @param verify the payload to compare; {@code null} if none is
 * @param scheduled whether it is a {@code @Scheduled} method
 * @param async whether it is an {@code @Async} method
 */
public record IdempotentMethod(
        Method method,
        Task task,
        @Nullable CallExpression keyExpression,
        @Nullable CallExpression condition,
        @Nullable CallExpression verify,
        boolean scheduled,
        boolean async) {

    /** The task's name. */
    public String name() {
        return this.task.name();
    }

    /** Class and method, for messages. */
    public String where() {
        return where(this.method);
    }

    static String where(Method method) {
        return ClassUtils.getQualifiedMethodName(method);
    }

    /** What holds for it, for people. */
    public String description() {
        return "runs once per " + keyDescription() + this.task.description();
    }

    /** What makes its key, for people. */
    public String keyDescription() {
        if (this.keyExpression != null) {
            return this.keyExpression.text();
        }
        return this.scheduled ? "nominal fire time" : "digest of the arguments";
    }
}
