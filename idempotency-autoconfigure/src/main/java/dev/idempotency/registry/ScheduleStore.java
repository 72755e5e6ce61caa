package dev.idempotency.registry;

import java.time.Instant;

import dev.idempotency.IdempotencyStoreException;
import dev.idempotency.schedule.RegisteredSchedule;
import dev.idempotency.schedule.ScheduleDefinition;

/**
 * Keeps registered schedules. Every store keeps these rules, and the abstract contract test checks them:
 *
 * <ol>
 *   <li>The version of a namespace grows with every change of its schedules, but not with what they do.
 *   <li>A change that was decided on an older version changes nothing and says so: whoever looks before he registers is
 *       never overtaken by somebody who did the same.
 *   <li>A name, and an {@linkplain ScheduleIdentity identity}, is there at most once, whatever versions say.
 *   <li>What belongs to one namespace does not show in another.
 * </ol>
 *
 * Every method throws an {@link IdempotencyStoreException} if the store cannot tell.
 */
public interface ScheduleStore {

    /** How often the schedules of a namespace were changed. */
    long version(String namespace);

    /** The schedules of a namespace as they are at one moment. */
    StoredSchedules read(String namespace);

    /**
     * Adds a schedule.
     *
     * @param version on which it was decided
     * @return whether it is there now; {@code false} if there is another version, or its name or identity
     */
    boolean add(String namespace, long version, RegisteredSchedule schedule);

    /**
     * Changes what a schedule does and when, and nothing else of it.
     *
     * @param version on which it was decided
     * @param definition of the same name
     * @return whether it is so now; {@code false} if there is another version, its identity, or none of its name
     */
    boolean change(String namespace, long version, ScheduleDefinition definition);

    /**
     * Removes a schedule.
     *
     * @param version on which it was decided
     * @return whether it was removed; {@code false} if there is another version, or none of its name
     */
    boolean remove(String namespace, long version, String name);

    /**
     * Counts that a schedule was run. One that is not there any more is not counted.
     *
     * @param fire when it was due; kept if none later is
     */
    void executed(String namespace, String name, Instant fire);
}
