package dev.idempotency.aop;

import java.lang.reflect.Method;

import org.jspecify.annotations.Nullable;
import org.springframework.util.ClassUtils;

import dev.idempotency.engine.TaskPolicy;
import dev.idempotency.key.ExecutionKey;
import dev.idempotency.key.KeyWindow;

/**
 * A method and what its annotation, together with the properties, says: parsed and validated once.
 *
 * @param method the method of the target class
 * @param policy the effective policy
 * @param category the category it inherits from; empty if none
 * @param scope the name of its scope
 * @param keyExpression its key; {@code null} for the default key
 * @param condition whether a call is idempotent; {@code null} if every call is
 * @param verify the payload to compare; {@code null} if none is
 * @param window its window; {@code null} if none
 * @param shape how it returns
 * @param enabled whether it is protected at all
 * @param storeResult whether its result is stored
 * @param scheduled whether it is a {@code @Scheduled} method
 * @param async whether it is an {@code @Async} method
 */
public record IdempotentMethod(
        Method method,
        TaskPolicy policy,
        String category,
        String scope,
        @Nullable CallExpression keyExpression,
        @Nullable CallExpression condition,
        @Nullable CallExpression verify,
        @Nullable KeyWindow window,
        ReturnShape shape,
        boolean enabled,
        boolean storeResult,
        boolean scheduled,
        boolean async) {

    /** The task's name. */
    public String task() {
        return this.policy.task();
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
        return "runs once per " + keyDescription()
                + (this.scope.equals(ExecutionKey.GLOBAL) ? "" : " and " + this.scope)
                + (this.window == null ? "" : " in each window of " + this.window.length())
                + "; TTL " + this.policy.ttl() + ", lease " + this.policy.lease();
    }

    /** What makes its key, for people. */
    public String keyDescription() {
        if (this.keyExpression != null) {
            return this.keyExpression.text();
        }
        return this.scheduled ? "nominal fire time" : "digest of the arguments";
    }
}
