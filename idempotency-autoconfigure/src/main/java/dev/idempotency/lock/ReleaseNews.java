package dev.idempotency.lock;

import java.util.function.Consumer;

/**
 * A {@link LockProvider} that hears of releases in other processes, so that those who wait need not wait until they ask
 * next. News may be late, lost or wrong: they are a reason to ask, nothing more.
 */
public interface ReleaseNews {

    /**
     * Begins to listen, in the background. Called once, when somebody has to wait for the first time.
     *
     * @param listener is told the name that a {@link LockRequest} has; must not block
     */
    void listen(Consumer<String> listener);

    /** Stops listening, before the connections that it takes are gone. Does nothing where nobody listens. */
    void stopListening();
}
