package dev.idempotency.schedule;

import java.util.List;
import java.util.Optional;

import dev.idempotency.IdempotencyStoreException;

/**
 * Schedules that an application makes while it runs: for a customer, from a form. They are kept in the store that keeps
 * the records, so they outlive the application, and each is there once however many nodes register it at the same time.
 * The bean of type {@link ScheduleHandler} that is named as their task runs them, once per fire in the whole cluster.
 *
 * <p>Every method throws an {@link IdempotencyStoreException} if the store cannot tell, or was changed by others again
 * and again.
 */
public interface ScheduleRegistry {

    /**
     * Registers a schedule.
     *
     * @throws IllegalArgumentException if it cannot be registered as it is: a pattern without a zone, a delay instead of a
     *     rate, a text that is too long
     * @throws DuplicateScheduleException if there is one of this name, or one that does the same at the same times
     * @throws ScheduleConflictException if it would run while another one uses the same resource
     */
    RegisteredSchedule register(ScheduleDefinition definition);

    /**
     * Registers a schedule that may run while others use its resource.
     *
     * @throws IllegalArgumentException as {@link #register}
     * @throws DuplicateScheduleException as {@link #register}
     */
    RegisteredSchedule registerDespiteConflicts(ScheduleDefinition definition);

    /**
     * Registers a schedule unless this very one is registered already: what every node does when it starts.
     *
     * @return the one that is there now
     * @throws IllegalArgumentException as {@link #register}
     * @throws DuplicateScheduleException if there is another one of this name, or one of another name that does the same at
     *     the same times
     * @throws ScheduleConflictException as {@link #register}
     */
    RegisteredSchedule ensure(ScheduleDefinition definition);

    /**
     * Lets a schedule fire at other times. What it did so far stays with it.
     *
     * @throws IllegalArgumentException as {@link #register}, or if there is none of this name
     * @throws DuplicateScheduleException if another one does the same at these times
     * @throws ScheduleConflictException as {@link #register}
     */
    RegisteredSchedule reschedule(String name, ScheduleTiming timing);

    /**
     * Removes a schedule. A run that has begun is not touched.
     *
     * @return whether there was one
     */
    boolean cancel(String name);

    /** The schedule of this name; empty if there is none. */
    Optional<RegisteredSchedule> find(String name);

    /** All of them, the one that was registered first in front. */
    List<RegisteredSchedule> all();
}
