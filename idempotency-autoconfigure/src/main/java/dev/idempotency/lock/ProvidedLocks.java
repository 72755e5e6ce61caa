package dev.idempotency.lock;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import dev.idempotency.DistributedLock;
import dev.idempotency.DistributedLocks;
import dev.idempotency.LockTimeoutException;
import dev.idempotency.engine.Unchanged;

/** Locks as a {@link LockProvider} grants them. */
public final class ProvidedLocks implements DistributedLocks {

    private final LockProvider provider;
    private final String prefix;
    private final LockListener listeners;
    private final LockQueues queues = new LockQueues();
    private final AtomicBoolean listening = new AtomicBoolean();

    /**
     * Locks of one application.
     *
     * @param namespace keeps applications apart; no colon in it, and at most 64 characters
     */
    public ProvidedLocks(LockProvider provider, String namespace, List<LockListener> listeners) {
        this.provider = provider;
        this.prefix = namespace + ":";
        this.listeners = new LockListeners(listeners);
    }

    @Override
    public Optional<DistributedLock> tryAcquire(String name, Duration lease) {
        String validName = LockTerms.name(name);
        Duration validLease = LockTerms.lease(name, lease);
        return Optional.ofNullable(timed(
                validName,
                () -> ask(validName, validLease) instanceof LockOutcome.Granted granted
                        ? held(validName, granted)
                        : null));
    }

    @Override
    public DistributedLock acquire(String name, Duration lease, Duration wait) {
        String validName = LockTerms.name(name);
        Duration validLease = LockTerms.lease(name, lease);
        Duration validWait = LockTerms.wait(name, wait);
        return timed(validName, () -> await(validName, validLease, validWait));
    }

    @Override
    public <T extends @Nullable Object> T withLock(String name, Duration lease, Duration wait, Callable<T> action) {
        DistributedLock lock = acquire(name, lease, wait);
        try {
            return action.call();
        } catch (Throwable ex) {
            throw Unchanged.thrown(ex);
        } finally {
            lock.close();
        }
    }

    private DistributedLock await(String name, Duration lease, Duration wait) {
        Patience patience = new Patience(wait);
        try (LockQueues.Place place = this.queues.join(name)) {
            if (!place.awaitTurn(patience.left())) {
                throw timeout(name, wait, "was not free", null);
            }
            while (true) {
                place.forgetReleases();
                LockOutcome outcome = ask(name, lease);
                if (outcome instanceof LockOutcome.Granted granted) {
                    return held(name, granted);
                }
                if (patience.left() <= 0) {
                    throw timeout(name, wait, "was not free", null);
                }
                listenToOthers();
                place.awaitRelease(patience.nextPause(((LockOutcome.Contended) outcome).remaining()));
            }
        } catch (InterruptedException ex) {
            Thread.currentThread().interrupt();
            throw timeout(name, wait, "was not waited for to the end, because the thread was interrupted,", ex);
        }
    }

    private void listenToOthers() {
        if (this.provider instanceof ReleaseNews news && this.listening.compareAndSet(false, true)) {
            news.listen(name -> {
                if (name.startsWith(this.prefix)) {
                    this.queues.released(name.substring(this.prefix.length()));
                }
            });
        }
    }

    private LockOutcome ask(String name, Duration lease) {
        return this.provider.tryAcquire(new LockRequest(this.prefix + name, UUID.randomUUID(), lease));
    }

    private DistributedLock held(String name, LockOutcome.Granted granted) {
        return new HeldLock(name, granted.grant(), held -> {
            this.queues.released(name);
            this.listeners.onClose(name, held);
        });
    }

    private static LockTimeoutException timeout(
            String name, Duration wait, String reason, @Nullable InterruptedException cause) {
        String message = "The lock '" + LockTerms.shown(name) + "' " + reason + " within " + wait;
        return new LockTimeoutException(message, name, wait, cause);
    }

    private <T extends @Nullable DistributedLock> T timed(String name, Supplier<T> asking) {
        long startNanos = System.nanoTime();
        AcquireOutcome outcome = AcquireOutcome.ERROR;
        try {
            T lock = asking.get();
            outcome = lock == null ? AcquireOutcome.CONTENDED : AcquireOutcome.ACQUIRED;
            return lock;
        } catch (LockTimeoutException ex) {
            outcome = AcquireOutcome.TIMEOUT;
            throw ex;
        } finally {
            this.listeners.onAcquire(name, Duration.ofNanos(System.nanoTime() - startNanos), outcome);
        }
    }
}
