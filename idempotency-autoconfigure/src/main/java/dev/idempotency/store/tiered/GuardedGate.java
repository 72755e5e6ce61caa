package dev.idempotency.store.tiered;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowType;
import io.github.resilience4j.circuitbreaker.event.CircuitBreakerOnStateTransitionEvent;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.idempotency.IdempotencyStoreException;
import dev.idempotency.store.RecordGate;

/**
 * A gate that never fails and never hangs: it knows, or it does not. While too many calls fail or take too long it is not
 * asked at all; then one call at a time tries whether it is back.
 */
final class GuardedGate implements AutoCloseable {

    private static final Logger logger = LoggerFactory.getLogger(GuardedGate.class);

    /** The last calls by which the rate of failures is measured. */
    private static final int WINDOW = 20;

    /** With fewer calls there is no rate. */
    private static final int FEWEST_CALLS = 5;

    private final RecordGate gate;
    private final BoundedCalls calls;
    private final CircuitBreaker breaker;
    private final Duration openFor;
    private final Runnable onChange;
    private volatile String lastFailure = "";

    /**
     * Guards a gate.
     *
     * @param onChange is run when the gate was given up or is back, in the thread of the call that found out
     */
    GuardedGate(RecordGate gate, TieredIdempotencyStore.Settings settings, Runnable onChange) {
        this.gate = gate;
        this.calls = new BoundedCalls(settings.timeout());
        this.openFor = settings.openFor();
        this.onChange = onChange;
        this.breaker = CircuitBreaker.of(
                "idempotency-gate",
                CircuitBreakerConfig.custom()
                        .slidingWindow(WINDOW, FEWEST_CALLS, SlidingWindowType.COUNT_BASED)
                        .failureRateThreshold(settings.failureRateThreshold())
                        .waitDurationInOpenState(this.openFor)
                        .permittedNumberOfCallsInHalfOpenState(1)
                        .build());
        this.breaker.getEventPublisher().onStateTransition(this::tell);
    }

    /** The answers, in the order of the keys; empty if the gate does not know. */
    Optional<List<RecordGate.Answer>> ask(List<String> keys) {
        return unlessOpen(() -> this.gate.ask(keys));
    }

    /** Keeps copies, if it can. */
    void keep(List<RecordGate.Copy> copies) {
        unlessOpen(() -> {
            this.gate.keep(copies);
            return true;
        });
    }

    /** Forgets a key. Tries to, even while the gate is not asked; {@code false} if that has failed. */
    boolean forget(String key) {
        return call(() -> {
                    this.gate.forget(key);
                    return true;
                })
                .isPresent();
    }

    /** Whether the gate is given up for the moment. */
    boolean isDegraded() {
        return this.breaker.getState() != CircuitBreaker.State.CLOSED;
    }

    private <T> Optional<T> unlessOpen(Callable<T> question) {
        if (!this.breaker.tryAcquirePermission()) {
            return Optional.empty();
        }
        long startNanos = System.nanoTime();
        try {
            T answer = this.calls.call(question);
            this.breaker.onSuccess(System.nanoTime() - startNanos, TimeUnit.NANOSECONDS);
            return Optional.of(answer);
        } catch (IdempotencyStoreException ex) {
            failed(ex);
            this.breaker.onError(System.nanoTime() - startNanos, TimeUnit.NANOSECONDS, ex);
            return Optional.empty();
        } catch (InterruptedException ex) {
            Thread.currentThread().interrupt();
            this.breaker.releasePermission();
            return Optional.empty();
        }
    }

    private <T> Optional<T> call(Callable<T> question) {
        try {
            return Optional.of(this.calls.call(question));
        } catch (IdempotencyStoreException ex) {
            failed(ex);
            return Optional.empty();
        } catch (InterruptedException ex) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    private void failed(IdempotencyStoreException failure) {
        this.lastFailure = String.valueOf(failure.getMessage());
        logger.debug("A call to {} in front of the store failed", this.gate.name(), failure);
    }

    private void tell(CircuitBreakerOnStateTransitionEvent event) {
        switch (event.getStateTransition()) {
            case CLOSED_TO_OPEN ->
                logger.warn(
                        "{} in front of the store is given up for now, and all calls go to the store that decides."
                                + " After {} ms one call tries whether it is back. The last failure: {}",
                        this.gate.name(),
                        this.openFor.toMillis(),
                        this.lastFailure);
            case HALF_OPEN_TO_CLOSED ->
                logger.info("{} in front of the store is back, and answers duplicates again", this.gate.name());
            default -> {
                return;
            }
        }
        try {
            this.onChange.run();
        } catch (RuntimeException ex) {
            logger.warn("A listener to the state of the store failed", ex);
        }
    }

    @Override
    public void close() {
        this.calls.close();
    }
}
