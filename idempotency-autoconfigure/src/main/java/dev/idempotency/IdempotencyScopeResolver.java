package dev.idempotency;

import org.jspecify.annotations.Nullable;

/** Tells whose key a call uses. The bean's name is the scope's name in {@link Idempotent#scope()}. */
@FunctionalInterface
public interface IdempotencyScopeResolver {

    /** The current user, tenant, device or whatever the scope stands for; {@code null} if there is none. */
    @Nullable
    String resolve();
}
