package dev.idempotency.autoconfigure;

import java.util.function.UnaryOperator;

import dev.idempotency.store.IdempotencyStore;

/** Puts something around the store that the library uses, whoever made it. */
interface StoreDecorator extends UnaryOperator<IdempotencyStore> {}
