package dev.idempotency.autoconfigure;

import java.util.function.Consumer;

import org.springframework.context.SmartLifecycle;
import org.springframework.scheduling.concurrent.ExecutorConfigurationSupport;

/**
 * What is done when the application shuts down, between the phase in which executors stop and the one in which
 * connections do, such as those to Redis. An executor that waits for its tasks does so after all phases, when its bean
 * is destroyed: too late for tasks that need a connection, and for their completions.
 */
final class ShutdownStep implements SmartLifecycle {

    /** Phases stop from high to low: listeners and the web server, executors in their default phase, connections in 0. */
    private static final int AFTER_EXECUTORS = ExecutorConfigurationSupport.DEFAULT_PHASE / 2;

    private final int phase;
    private final Consumer<Runnable> step;
    private volatile boolean running;

    private ShutdownStep(int phase, Consumer<Runnable> step) {
        this.phase = phase;
        this.step = step;
    }

    /**
     * The first step: takes no longer than {@code spring.lifecycle.timeout-per-shutdown-phase}.
     *
     * @param step runs what it is given when it is done
     */
    static ShutdownStep afterExecutors(Consumer<Runnable> step) {
        return new ShutdownStep(AFTER_EXECUTORS, step);
    }

    /** The second step, for when the first was done or took too long. */
    static ShutdownStep beforeConnections(Runnable step) {
        return new ShutdownStep(AFTER_EXECUTORS - 1, done -> {
            step.run();
            done.run();
        });
    }

    @Override
    public void start() {
        this.running = true;
    }

    @Override
    public void stop() {
        stop(() -> {});
    }

    @Override
    public void stop(Runnable callback) {
        this.running = false;
        this.step.accept(callback);
    }

    @Override
    public boolean isRunning() {
        return this.running;
    }

    @Override
    public int getPhase() {
        return this.phase;
    }

    /** A pause is no shutdown: executors keep what waits in their queues. */
    @Override
    public boolean isPauseable() {
        return false;
    }
}
