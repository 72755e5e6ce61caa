package dev.idempotency.autoconfigure;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.springframework.context.annotation.Conditional;

/** Matches if {@code idempotency.lock.provider} is one of these; blank means {@code auto}. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Conditional(OnLockProviderCondition.class)
@interface ConditionalOnLockProvider {

    /** The types that match. */
    LockProviderType[] value();
}
