package dev.idempotency.aop;

import java.lang.reflect.Method;
import java.util.function.Supplier;

import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.Advisor;
import org.springframework.aop.Pointcut;
import org.springframework.aop.support.DefaultPointcutAdvisor;
import org.springframework.aop.support.StaticMethodMatcherPointcut;
import org.springframework.util.function.SingletonSupplier;

import dev.idempotency.task.TaskCalls;

/**
 * The three advisors of every idempotent bean, and what they need. Advisors exist before almost every other bean, so
 * what they need is looked up when it is first used.
 */
public final class Interception {

    /**
     * Where {@code run} stands among advisors that declare an order: inside method security, so that nobody is given a
     * result who may not call the method, and around everything that declares none.
     */
    static final int ORDER = 1000;

    private final Supplier<IdempotentMethods> methods;
    private final Supplier<CallKeys> keys;
    private final Supplier<TaskCalls> calls;

    private final Advisor claim;
    private final Advisor run;
    private final Advisor complete;

    /** Makes the advisors. */
    public Interception(Supplier<IdempotentMethods> methods, Supplier<CallKeys> keys, Supplier<TaskCalls> calls) {
        this.methods = SingletonSupplier.of(methods);
        this.keys = SingletonSupplier.of(keys);
        this.calls = SingletonSupplier.of(calls);
        Pointcut annotated = new AnnotatedMethods();
        this.claim = new DefaultPointcutAdvisor(annotated, new ClaimInterceptor(this));
        DefaultPointcutAdvisor running = new DefaultPointcutAdvisor(annotated, new RunInterceptor(this));
        running.setOrder(ORDER);
        this.run = running;
        this.complete = new DefaultPointcutAdvisor(annotated, new CompleteInterceptor(this));
    }

    /** The advisor to register as a bean: it makes auto-proxying create the proxy. */
    public Advisor run() {
        return this.run;
    }

    Advisor claim() {
        return this.claim;
    }

    Advisor complete() {
        return this.complete;
    }

    IdempotentMethods methods() {
        return this.methods.get();
    }

    CallKeys keys() {
        return this.keys.get();
    }

    TaskCalls calls() {
        return this.calls.get();
    }

    @Nullable
    IdempotentMethod methodOf(MethodInvocation invocation) {
        Object target = invocation.getThis();
        Class<?> targetClass =
                target != null ? target.getClass() : invocation.getMethod().getDeclaringClass();
        return methods().find(invocation.getMethod(), targetClass);
    }

    private static final class AnnotatedMethods extends StaticMethodMatcherPointcut {

        AnnotatedMethods() {
            setClassFilter(IdempotentMethods::isCandidate);
        }

        @Override
        public boolean matches(Method method, Class<?> targetClass) {
            return IdempotentMethods.annotationOf(method, targetClass) != null;
        }
    }
}
