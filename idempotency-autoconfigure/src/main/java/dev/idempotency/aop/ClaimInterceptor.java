package dev.idempotency.aop;

import org.aopalliance.intercept.MethodInterceptor;
import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.ProxyMethodInvocation;

/** Outermost, on the caller's thread: claims the key, or answers in the method's place. */
final class ClaimInterceptor implements MethodInterceptor {

    private final Interception interception;

    ClaimInterceptor(Interception interception) {
        this.interception = interception;
    }

    @Override
    public @Nullable Object invoke(MethodInvocation invocation) throws Throwable {
        IdempotentMethod method = this.interception.methodOf(invocation);
        if (method == null) {
            return invocation.proceed();
        }
        return new Entry(
                        this.interception.keys(), this.interception.calls(), method, (ProxyMethodInvocation) invocation)
                .enter();
    }
}
