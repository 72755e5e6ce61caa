package dev.idempotency.aop;

import org.springframework.aop.support.AopUtils;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;

/** Finds the annotated beans that were created before proxies could be made. */
public final class IdempotentBeansCheck implements SmartInitializingSingleton {

    private final ConfigurableListableBeanFactory beanFactory;
    private final IdempotentProxyArranger arranger;

    /** Makes a check. */
    public IdempotentBeansCheck(ConfigurableListableBeanFactory beanFactory, IdempotentProxyArranger arranger) {
        this.beanFactory = beanFactory;
        this.arranger = arranger;
    }

    @Override
    public void afterSingletonsInstantiated() {
        for (String name : this.beanFactory.getSingletonNames()) {
            Object bean = this.beanFactory.getSingleton(name);
            if (bean != null && !this.arranger.isArranged(bean)) {
                this.arranger.check(bean, AopUtils.getTargetClass(bean), name);
            }
        }
    }
}
