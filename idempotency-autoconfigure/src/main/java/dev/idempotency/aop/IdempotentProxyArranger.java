package dev.idempotency.aop;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

import org.aopalliance.aop.Advice;
import org.springframework.aop.Advisor;
import org.springframework.aop.framework.Advised;
import org.springframework.aop.interceptor.AsyncExecutionInterceptor;
import org.springframework.aop.support.AopUtils;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.util.ClassUtils;

/**
 * Puts {@code claim} in front of the asynchronous hand-off, {@code run} behind it and {@code complete} innermost.
 *
 * <p>Deliberately not {@code Ordered}: Spring's own post-processors that add advisors to an existing proxy are, and
 * come first. As ordinary advisors the three could not stand there: the asynchronous advisor goes to the front of a
 * finished chain, and the transactional one already has the lowest precedence.
 */
public final class IdempotentProxyArranger implements BeanPostProcessor {

    private static final String SECURITY = "org.springframework.security.";

    private final Interception interception;
    private final ConcurrentMap<Class<?>, Set<Method>> annotated = new ConcurrentHashMap<>();
    private final Set<Class<?>> examined = ConcurrentHashMap.newKeySet();

    /** Makes an arranger. */
    public IdempotentProxyArranger(Interception interception) {
        this.interception = interception;
    }

    /** Before a proxy is made, so that ours is the message about a class that none can be made of. */
    @Override
    public Object postProcessBeforeInitialization(Object bean, String beanName) {
        Class<?> userClass = ClassUtils.getUserClass(AopUtils.getTargetClass(bean));
        annotatedMethods(userClass).forEach(method -> refuseUninterceptable(method, userClass));
        return bean;
    }

    @Override
    public Object postProcessAfterInitialization(Object bean, String beanName) {
        Class<?> targetClass = AopUtils.getTargetClass(bean);
        if (!IdempotentMethods.isCandidate(targetClass)) {
            return bean;
        }
        if (bean instanceof Advised advised && isAdvised(advised)) {
            arrange(advised);
        }
        check(bean, targetClass, beanName);
        return bean;
    }

    /** Whether calls of this bean go through the three interceptors. */
    boolean isArranged(Object bean) {
        return bean instanceof Advised advised
                && indexOf(advised, this.interception.claim()) >= 0
                && isAdvised(advised);
    }

    private boolean isAdvised(Advised advised) {
        return indexOf(advised, this.interception.run()) >= 0;
    }

    private static int indexOf(Advised advised, Advisor advisor) {
        return Arrays.asList(advised.getAdvisors()).indexOf(advisor);
    }

    private void arrange(Advised advised) {
        if (indexOf(advised, this.interception.claim()) >= 0) {
            return;
        }
        List<Advisor> chain = new ArrayList<>(List.of(advised.getAdvisors()));
        chain.remove(this.interception.run());
        int async = indexOfAsync(chain);
        int first = async >= 0 ? 0 : moveSecurityToFront(chain);
        chain.add(first, this.interception.claim());
        chain.add(async >= 0 ? async + 2 : first + 1, this.interception.run());
        chain.add(this.interception.complete());
        for (Advisor advisor : advised.getAdvisors()) {
            advised.removeAdvisor(advisor);
        }
        chain.forEach(advised::addAdvisor);
    }

    private static int indexOfAsync(List<Advisor> chain) {
        for (int i = chain.size() - 1; i >= 0; i--) {
            if (chain.get(i).getAdvice() instanceof AsyncExecutionInterceptor) {
                return i;
            }
        }
        return -1;
    }

    /**
     * A duplicate is given what the first caller got, so it must be allowed to call the method. On an {@code @Async}
     * method security stands where Spring puts it, behind the hand-off.
     */
    private static int moveSecurityToFront(List<Advisor> chain) {
        List<Advisor> security =
                chain.stream().filter(IdempotentProxyArranger::isSecurity).toList();
        chain.removeAll(security);
        chain.addAll(0, security);
        return security.size();
    }

    private static boolean isSecurity(Advisor advisor) {
        Advice advice = advisor.getAdvice();
        return advice.getClass().getName().startsWith(SECURITY)
                || advisor.getClass().getName().startsWith(SECURITY);
    }

    private Set<Method> annotatedMethods(Class<?> userClass) {
        return IdempotentMethods.isCandidate(userClass)
                ? this.annotated.computeIfAbsent(userClass, IdempotentMethods::annotatedMethodsOf)
                : Set.of();
    }

    /** Parses every annotated method of a bean's class, and refuses those that no proxy can intercept. */
    void check(Object bean, Class<?> targetClass, String beanName) {
        Class<?> userClass = ClassUtils.getUserClass(targetClass);
        for (Method method : annotatedMethods(userClass)) {
            refuseUninterceptable(method, userClass);
            this.interception.methods().find(method, userClass);
            if (!isArranged(bean)) {
                throw new InvalidIdempotentMethodException(
                        IdempotentMethod.where(method),
                        "no proxy reaches bean '" + beanName + "', so its calls would not be protected.",
                        "A bean that post-processors or bean factory infrastructure depend on is created too early for"
                                + " proxies: move the method to another bean.");
            }
            refuseUnreachable(bean, method, userClass);
        }
        if (this.examined.add(userClass)) {
            SelfCalls.warnOf(userClass, annotatedMethods(userClass));
        }
    }

    private static void refuseUninterceptable(Method method, Class<?> userClass) {
        String where = IdempotentMethod.where(method);
        int modifiers = method.getModifiers();
        String kind = Modifier.isPrivate(modifiers)
                ? "private"
                : Modifier.isStatic(modifiers) ? "static" : Modifier.isFinal(modifiers) ? "final" : null;
        if (kind != null) {
            throw new InvalidIdempotentMethodException(
                    where,
                    "a " + kind + " method cannot be intercepted, so it would not be protected.",
                    "Make it neither private, static nor final.");
        }
        if (Modifier.isFinal(userClass.getModifiers())) {
            throw new InvalidIdempotentMethodException(
                    where, "its class is final, so no proxy can be made of it.", "Make the class non-final.");
        }
    }

    /** The interface may declare the method with type variables, which the class fills in. */
    private static void refuseUnreachable(Object bean, Method method, Class<?> userClass) {
        if (AopUtils.isJdkDynamicProxy(bean)) {
            boolean declared = ClassUtils.getAllInterfacesForClassAsSet(bean.getClass()).stream()
                    .flatMap(type -> Arrays.stream(type.getMethods()))
                    .filter(candidate -> candidate.getName().equals(method.getName()))
                    .anyMatch(candidate ->
                            AopUtils.getMostSpecificMethod(candidate, userClass).equals(method));
            if (!declared) {
                throw new InvalidIdempotentMethodException(
                        IdempotentMethod.where(method),
                        "its bean's proxy implements interfaces only, and none of them declares the method.",
                        "Declare it in an interface, or set spring.aop.proxy-target-class=true.");
            }
        }
    }
}
