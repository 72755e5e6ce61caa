package dev.idempotency.autoconfigure;

import org.springframework.beans.factory.config.ConfigurableBeanFactory;

import dev.idempotency.IdempotencyScopeResolver;
import dev.idempotency.key.CurrentUser;

/** Where scopes get their values: from the bean of their name, and {@code user} also from the libraries that know it. */
final class Scopes {

    private final ConfigurableBeanFactory beanFactory;
    private final CurrentUser user;

    Scopes(ConfigurableBeanFactory beanFactory) {
        this.beanFactory = beanFactory;
        this.user = new CurrentUser(beanFactory.getBeanClassLoader());
    }

    boolean contains(String scope) {
        return hasBean(scope) || isUser(scope);
    }

    /** Beans are asked for anew: they may live as long as a request. */
    IdempotencyScopeResolver resolver(String scope) {
        return isUser(scope) && !hasBean(scope)
                ? this.user::name
                : this.beanFactory.getBean(scope, IdempotencyScopeResolver.class);
    }

    private boolean isUser(String scope) {
        return scope.equals(CurrentUser.SCOPE) && this.user.isKnowable();
    }

    private boolean hasBean(String scope) {
        return this.beanFactory.containsBean(scope)
                && this.beanFactory.isTypeMatch(scope, IdempotencyScopeResolver.class);
    }
}
