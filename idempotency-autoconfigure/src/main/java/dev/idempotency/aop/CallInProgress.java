package dev.idempotency.aop;

import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.ProxyMethodInvocation;

import dev.idempotency.engine.Execution;
import dev.idempotency.task.Task;

/**
 * A claimed call on its way through the proxy. It travels as an attribute of the invocation, because the asynchronous
 * interceptor proceeds on the same object in another thread.
 */
record CallInProgress(Task task, Execution execution) {

    static void attach(ProxyMethodInvocation invocation, CallInProgress call) {
        invocation.setUserAttribute(CallInProgress.class.getName(), call);
    }

    static @Nullable CallInProgress of(MethodInvocation invocation) {
        return invocation instanceof ProxyMethodInvocation proxied
                ? (CallInProgress) proxied.getUserAttribute(CallInProgress.class.getName())
                : null;
    }
}
