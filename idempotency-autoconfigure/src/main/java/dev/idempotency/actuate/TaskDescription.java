package dev.idempotency.actuate;

import dev.idempotency.OnDuplicate;
import dev.idempotency.OnFailure;
import dev.idempotency.OnInProgress;
import dev.idempotency.OnStoreFailure;
import dev.idempotency.aop.BeanMethods;
import dev.idempotency.engine.FailurePolicy;
import dev.idempotency.engine.TaskPolicy;
import dev.idempotency.task.Task;

/**
 * A task and everything that holds for it, whoever said so. Durations are written as ISO 8601 has them.
 *
 * @param name its name
 * @param bean the bean whose method it is; empty for one that came by the template
 * @param method class and method; likewise
 * @param trigger what starts it: annotations, {@code call} or {@code template}
 * @param enabled whether it is protected at all
 * @param key what makes its key
 * @param category empty if none
 * @param scope {@code global} by default
 * @param window empty if none
 * @param maxAttempts 0 for no limit
 */
record TaskDescription(
        String name,
        String bean,
        String method,
        String trigger,
        boolean enabled,
        String key,
        String category,
        String scope,
        String window,
        String ttl,
        String lease,
        String waitTimeout,
        OnDuplicate onDuplicate,
        OnInProgress onInProgress,
        OnFailure onFailure,
        OnStoreFailure onStoreFailure,
        int maxAttempts,
        String backoff,
        String failureTtl,
        boolean exclusive,
        boolean storeResult) {

    static TaskDescription of(BeanMethods.Protected found) {
        return of(
                found.method().task(),
                found.bean(),
                found.method().where(),
                found.trigger(),
                found.method().keyDescription());
    }

    /** One that came by the template. */
    static TaskDescription of(Task task) {
        return of(task, "", "", "template", "given with each request");
    }

    private static TaskDescription of(Task task, String bean, String method, String trigger, String key) {
        TaskPolicy policy = task.policy();
        FailurePolicy failure = policy.failure();
        return new TaskDescription(
                task.name(),
                bean,
                method,
                trigger,
                task.enabled(),
                key,
                task.category(),
                task.scope(),
                task.window() == null ? "" : task.window().name(),
                policy.ttl().toString(),
                policy.lease().toString(),
                policy.waitTimeout().toString(),
                policy.onDuplicate(),
                policy.onInProgress(),
                failure.maxAttempts() == 1 ? OnFailure.REMEMBER : OnFailure.RETRY,
                policy.onStoreFailure(),
                failure.maxAttempts(),
                failure.backoff().toString(),
                failure.failureTtl().toString(),
                policy.exclusive(),
                task.storeResult());
    }
}
