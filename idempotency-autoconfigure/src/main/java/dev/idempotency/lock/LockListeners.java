package dev.idempotency.lock;

import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All listeners as one that throws nothing. */
final class LockListeners implements LockListener {

    private static final Logger logger = LoggerFactory.getLogger(LockListeners.class);

    private final List<LockListener> listeners;

    LockListeners(List<LockListener> listeners) {
        this.listeners = List.copyOf(listeners);
    }

    @Override
    public void onAcquire(String name, Duration took, AcquireOutcome outcome) {
        tell(listener -> listener.onAcquire(name, took, outcome));
    }

    @Override
    public void onClose(String name, Duration held) {
        tell(listener -> listener.onClose(name, held));
    }

    private void tell(Consumer<LockListener> news) {
        for (LockListener listener : this.listeners) {
            try {
                news.accept(listener);
            } catch (RuntimeException ex) {
                logger.warn("A listener failed; the lock is not affected: {}", listener, ex);
            }
        }
    }
}
