package dev.idempotency.autoconfigure;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.context.SmartLifecycle;
import org.springframework.scheduling.concurrent.ThreadPoolTaskScheduler;

import dev.idempotency.registry.RegisteredScheduleRunner;

/** Lets registered schedules fire when everything else has started, and no more before anything else stops. */
final class RegisteredScheduleLifecycle implements SmartLifecycle, DisposableBean {

    private final RegisteredScheduleRunner runner;
    private final @Nullable ThreadPoolTaskScheduler own;
    private volatile boolean running;

    /**
     * A lifecycle.
     *
     * @param own the scheduler that was made for them; {@code null} if they run on the application's
     */
    RegisteredScheduleLifecycle(RegisteredScheduleRunner runner, @Nullable ThreadPoolTaskScheduler own) {
        this.runner = runner;
        this.own = own;
    }

    @Override
    public void start() {
        this.runner.start();
        this.running = true;
    }

    @Override
    public void stop() {
        stop(() -> {});
    }

    /** Runs that have begun are waited for: by the application's scheduler, which stops later, or by ours. */
    @Override
    public void stop(Runnable callback) {
        this.runner.close();
        this.running = false;
        if (this.own == null) {
            callback.run();
        } else {
            this.own.stop(callback);
        }
    }

    @Override
    public boolean isRunning() {
        return this.running;
    }

    /** What was closed does not start again. */
    @Override
    public boolean isPauseable() {
        return false;
    }

    @Override
    public void destroy() {
        if (this.own != null) {
            this.own.shutdown();
        }
    }
}
