package dev.idempotency.registry;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

import dev.idempotency.IdempotencyStoreException;
import dev.idempotency.schedule.DuplicateScheduleException;
import dev.idempotency.schedule.RegisteredSchedule;
import dev.idempotency.schedule.ResourceConflicts;
import dev.idempotency.schedule.ScheduleConflictException;
import dev.idempotency.schedule.ScheduleDefinition;
import dev.idempotency.schedule.ScheduleRegistry;
import dev.idempotency.schedule.ScheduleTiming;

/**
 * The registry over a store. What is decided on what was read takes effect only if nothing was changed in between, and is
 * decided again otherwise: two that would be in each other's way never both get in.
 */
public final class StoredScheduleRegistry implements ScheduleRegistry {

    /** Whoever is overtaken for that long is told so. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private static final Duration LONGEST_PAUSE = Duration.ofMillis(20);

    private final ScheduleStore store;
    private final String namespace;
    private final InstantSource clock;
    private final Duration patience;
    private final List<Runnable> observers = new CopyOnWriteArrayList<>();

    /**
     * Puts the parts together.
     *
     * @param clock for when something was registered, and what is over
     */
    public StoredScheduleRegistry(ScheduleStore store, String namespace, InstantSource clock) {
        this(store, namespace, clock, PATIENCE);
    }

    StoredScheduleRegistry(ScheduleStore store, String namespace, InstantSource clock, Duration patience) {
        this.store = store;
        this.namespace = namespace;
        this.clock = clock;
        this.patience = patience;
    }

    /** Has somebody told of every change that is made here; changes on other nodes are not noticed. */
    void onChange(Runnable observer) {
        this.observers.add(observer);
    }

    @Override
    public RegisteredSchedule register(ScheduleDefinition definition) {
        return add(definition, stored -> null, true);
    }

    @Override
    public RegisteredSchedule registerDespiteConflicts(ScheduleDefinition definition) {
        return add(definition, stored -> null, false);
    }

    @Override
    public RegisteredSchedule ensure(ScheduleDefinition definition) {
        return add(
                definition,
                stored -> stored.find(definition.name())
                        .filter(there -> isStill(there.definition(), definition))
                        .orElse(null),
                true);
    }

    private boolean isStill(ScheduleDefinition there, ScheduleDefinition wanted) {
        ScheduleDefinition checked = Registrable.checked(wanted, Instant.MIN);
        return Registrable.isSame(there, checked)
                && Objects.equals(there.validFrom(), checked.validFrom())
                && Objects.equals(there.validUntil(), checked.validUntil());
    }

    private RegisteredSchedule add(
            ScheduleDefinition wanted,
            Function<StoredSchedules, @Nullable RegisteredSchedule> standing,
            boolean alone) {
        return changing(stored -> {
            RegisteredSchedule there = standing.apply(stored);
            if (there != null) {
                return there;
            }
            ScheduleDefinition definition = Registrable.checked(wanted, this.clock.instant());
            stored.find(definition.name()).ifPresent(taken -> {
                throw new DuplicateScheduleException(
                        "There is a schedule named '" + taken.name() + "' already: " + described(taken)
                                + ". Choose another name, or reschedule it",
                        taken);
            });
            refuseDuplicates(stored, definition);
            if (alone) {
                refuseConflicts(stored, definition);
            }
            RegisteredSchedule added = RegisteredSchedule.unused(
                    definition, Instant.ofEpochMilli(this.clock.instant().toEpochMilli()));
            return this.store.add(this.namespace, stored.version(), added) ? added : null;
        });
    }

    @Override
    public RegisteredSchedule reschedule(String name, ScheduleTiming timing) {
        return changing(stored -> {
            RegisteredSchedule there = stored.find(name)
                    .orElseThrow(() -> new IllegalArgumentException("There is no registered schedule named '" + name
                            + "'; there are "
                            + stored.schedules().stream()
                                    .map(RegisteredSchedule::name)
                                    .toList()));
            ScheduleDefinition changed = Registrable.checked(there.definition().timing(timing), this.clock.instant());
            refuseDuplicates(stored, changed);
            refuseConflicts(stored, changed);
            return this.store.change(this.namespace, stored.version(), changed)
                    ? new RegisteredSchedule(changed, there.registeredAt(), there.lastFire(), there.executions())
                    : null;
        });
    }

    @Override
    public boolean cancel(String name) {
        return changing(stored -> stored.find(name).isEmpty()
                ? Boolean.FALSE
                : this.store.remove(this.namespace, stored.version(), name) ? Boolean.TRUE : null);
    }

    /** Decides until nobody was faster. */
    private <T> T changing(Function<StoredSchedules, @Nullable T> decision) {
        long begin = System.nanoTime();
        while (true) {
            T decided = decision.apply(stored());
            if (decided != null) {
                this.observers.forEach(Runnable::run);
                return decided;
            }
            if (System.nanoTime() - begin > this.patience.toNanos()) {
                throw new IdempotencyStoreException(
                        "The registered schedules were changed by others again and again for " + this.patience
                                + ", or hold one of this name or identity that cannot be read (see the log); nothing was"
                                + " changed here",
                        null);
            }
            LockSupport.parkNanos(
                    ThreadLocalRandom.current().nextLong(TimeUnit.MICROSECONDS.toNanos(100), LONGEST_PAUSE.toNanos()));
        }
    }

    private static void refuseDuplicates(StoredSchedules stored, ScheduleDefinition definition) {
        for (RegisteredSchedule other : stored.schedules()) {
            if (!other.name().equals(definition.name()) && Registrable.isSame(other.definition(), definition)) {
                throw new DuplicateScheduleException(
                        "Schedule '" + definition.name() + "' does the same at the same times as '" + other.name()
                                + "': " + described(other),
                        other);
            }
        }
    }

    private void refuseConflicts(StoredSchedules stored, ScheduleDefinition definition) {
        if (definition.resource() == null) {
            return;
        }
        for (RegisteredSchedule other : stored.schedules()) {
            if (!other.name().equals(definition.name())
                    && definition.resource().equals(other.definition().resource())) {
                ResourceConflicts.firstBetween(definition, other.definition(), this.clock.instant())
                        .ifPresent(at -> {
                            throw new ScheduleConflictException(
                                    "Schedule '" + definition.name() + "' would use " + definition.resource()
                                            + " at the same time as '" + other.name() + "' (" + described(other)
                                            + "), at " + at + " for the first time. Choose other times, or register it"
                                            + " despite conflicts",
                                    other,
                                    at);
                        });
            }
        }
    }

    private static String described(RegisteredSchedule schedule) {
        ScheduleDefinition definition = schedule.definition();
        return definition.task() + " at '" + definition.timing() + "'"
                + (definition.zone() == null ? "" : " in " + definition.zone());
    }

    @Override
    public Optional<RegisteredSchedule> find(String name) {
        return stored().find(name);
    }

    @Override
    public List<RegisteredSchedule> all() {
        return stored().schedules();
    }

    StoredSchedules stored() {
        return this.store.read(this.namespace);
    }

    /** How often they were changed: cheaper to ask than {@link #all}. */
    long version() {
        return this.store.version(this.namespace);
    }

    /** Counts a run. */
    void executed(String name, Instant fire) {
        this.store.executed(this.namespace, name, fire);
    }
}
