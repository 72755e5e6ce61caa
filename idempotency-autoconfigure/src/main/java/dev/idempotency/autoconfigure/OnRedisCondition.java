package dev.idempotency.autoconfigure;

import org.springframework.boot.autoconfigure.condition.AnyNestedCondition;

/** Whether Redis may be needed: for the store, or for the locks beside another one. */
class OnRedisCondition extends AnyNestedCondition {

    OnRedisCondition() {
        super(ConfigurationPhase.REGISTER_BEAN);
    }

    @ConditionalOnStoreType({StoreType.AUTO, StoreType.REDIS, StoreType.TIERED})
    static class Store {}

    @ConditionalOnLockProvider(LockProviderType.REDIS)
    static class Locks {}
}
