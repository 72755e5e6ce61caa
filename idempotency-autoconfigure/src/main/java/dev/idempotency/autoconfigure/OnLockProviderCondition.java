package dev.idempotency.autoconfigure;

/** The condition behind {@link ConditionalOnLockProvider}. */
class OnLockProviderCondition extends OnChoiceCondition {

    OnLockProviderCondition() {
        super("idempotency.lock.provider", ConditionalOnLockProvider.class);
    }
}
