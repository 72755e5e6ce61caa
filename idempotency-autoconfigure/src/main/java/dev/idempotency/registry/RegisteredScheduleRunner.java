package dev.idempotency.registry;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.idempotency.IdempotencyRequest;
import dev.idempotency.IdempotencyStoreException;
import dev.idempotency.IdempotencyTemplate;
import dev.idempotency.OnDuplicate;
import dev.idempotency.OnInProgress;
import dev.idempotency.schedule.RegisteredSchedule;
import dev.idempotency.schedule.RegisteredTriggers;
import dev.idempotency.schedule.ScheduleDefinition;
import dev.idempotency.schedule.ScheduleFire;
import dev.idempotency.schedule.ScheduleHandler;

/**
 * Runs the registered schedules whose tasks have a handler here. Looks at intervals what is registered, and at once when
 * this node changes something. Every node that has the handler fires; the claim of the fire decides which one runs it.
 */
public final class RegisteredScheduleRunner implements AutoCloseable {

    private static final Logger logger = LoggerFactory.getLogger(RegisteredScheduleRunner.class);

    private static final long NEVER_READ = -1;

    private final StoredScheduleRegistry registry;
    private final Map<String, ScheduleHandler> handlers;
    private final Function<String, @Nullable Duration> leases;
    private final RegisteredTriggers triggers;
    private final IdempotencyTemplate template;
    private final Duration refresh;

    /** Discards what comes after the end: a schedule that is registered while the application stops fires elsewhere. */
    private final ScheduledExecutorService executor = new ScheduledThreadPoolExecutor(
            1, RegisteredScheduleRunner::thread, new ThreadPoolExecutor.DiscardPolicy());

    private final Map<String, Running> running = new HashMap<>();
    private final Set<String> unhandled = new HashSet<>();
    private long version = NEVER_READ;
    private boolean failing;

    private record Running(ScheduleDefinition definition, Runnable stop) {}

    /**
     * Puts the parts together.
     *
     * @param handlers by the task that they run
     * @param leases the lease of a task; {@code null} if it is not protected
     * @param refresh how long after another node's change this one knows of it, at most
     */
    public RegisteredScheduleRunner(
            StoredScheduleRegistry registry,
            Map<String, ScheduleHandler> handlers,
            Function<String, @Nullable Duration> leases,
            RegisteredTriggers triggers,
            IdempotencyTemplate template,
            Duration refresh) {
        this.registry = registry;
        this.handlers = Map.copyOf(handlers);
        this.leases = leases;
        this.triggers = triggers;
        this.template = template;
        this.refresh = refresh;
    }

    private static Thread thread(Runnable task) {
        Thread thread = new Thread(task, "idempotency-schedules");
        thread.setDaemon(true);
        return thread;
    }

    /** Begins to look what is registered. */
    public void start() {
        this.registry.onChange(() -> this.executor.execute(this::refresh));
        var unused =
                this.executor.scheduleWithFixedDelay(this::refresh, 0, this.refresh.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Throws nothing: that would end the looking. */
    private synchronized void refresh() {
        try {
            long current = this.registry.version();
            if (current != this.version) {
                follow(this.registry.stored());
            }
            this.failing = false;
        } catch (IdempotencyStoreException ex) {
            if (!this.failing) {
                logger.warn("The registered schedules cannot be read; those that are known go on. {}", ex.getMessage());
            }
            this.failing = true;
        } catch (RuntimeException ex) {
            logger.error("Looking for registered schedules failed unexpectedly; the next round tries again", ex);
        }
    }

    private void follow(StoredSchedules stored) {
        Map<String, ScheduleDefinition> wanted = new HashMap<>();
        for (RegisteredSchedule schedule : stored.schedules()) {
            if (this.handlers.containsKey(schedule.definition().task())) {
                wanted.put(schedule.name(), schedule.definition());
            } else if (this.unhandled.add(schedule.name())) {
                logger.warn(
                        "The registered schedule '{}' does not run on this node: it has no ScheduleHandler bean named '{}'",
                        schedule.name(),
                        schedule.definition().task());
            }
        }
        this.running.values().removeIf(there -> {
            boolean stale =
                    !there.definition().equals(wanted.get(there.definition().name()));
            if (stale) {
                there.stop().run();
            }
            return stale;
        });
        wanted.forEach((name, definition) -> this.running.computeIfAbsent(name, any -> start(definition)));
        this.version = stored.version();
    }

    /** One that cannot be started must not keep the others from running. */
    private @Nullable Running start(ScheduleDefinition definition) {
        try {
            Runnable stop = this.triggers.start(definition, this.leases.apply(definition.task()), this::run);
            logger.info(
                    "The registered schedule '{}' runs {} at '{}'",
                    definition.name(),
                    definition.task(),
                    definition.timing());
            return new Running(definition, stop);
        } catch (RuntimeException ex) {
            logger.error("The registered schedule '{}' does not run on this node", definition.name(), ex);
            return null;
        }
    }

    private void run(ScheduleFire fire) {
        ScheduleDefinition definition = fire.schedule();
        ScheduleHandler handler = this.handlers.get(definition.task());
        if (handler == null) {
            return;
        }
        IdempotencyRequest request = IdempotencyRequest.of(definition.task(), definition.name() + "@" + fire.at())
                .onDuplicate(OnDuplicate.SKIP)
                .onInProgress(OnInProgress.SKIP)
                .storeResult(false);
        AtomicBoolean ran = new AtomicBoolean();
        try {
            this.template.execute(request, Void.class, () -> {
                ran.set(true);
                handler.run(fire);
                return null;
            });
        } finally {
            if (ran.get()) {
                count(fire);
            }
        }
    }

    /** What was run has been run, whether that can be counted or not. */
    private void count(ScheduleFire fire) {
        try {
            this.registry.executed(fire.schedule().name(), fire.at());
        } catch (IdempotencyStoreException ex) {
            logger.warn(
                    "The run of the registered schedule '{}' at {} is not counted. {}",
                    fire.schedule().name(),
                    fire.at(),
                    ex.getMessage());
        }
    }

    /** Looks no more, and lets nothing fire any more. Runs that have begun go on. */
    @Override
    public void close() {
        this.executor.shutdownNow();
        synchronized (this) {
            this.running.values().forEach(there -> there.stop().run());
            this.running.clear();
        }
    }
}
