package dev.idempotency.actuate;

import java.util.List;

import org.springframework.boot.actuate.endpoint.OperationResponseBody;

import dev.idempotency.aop.BeanMethods;
import dev.idempotency.store.StoreState;

/**
 * What the endpoint shows of the application.
 *
 * @param store what the records are in
 * @param tasks the protected tasks that this node has met, by name
 * @param unprotected the methods that something starts without protection
 */
record Overview(StoreState store, List<TaskDescription> tasks, List<BeanMethods.Unprotected> unprotected)
        implements OperationResponseBody {}
