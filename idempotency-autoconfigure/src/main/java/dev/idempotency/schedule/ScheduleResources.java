package dev.idempotency.schedule;

import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

import org.jspecify.annotations.Nullable;

/**
 * What only one run may use at a time, by the names of the schedules that use it. Of a name only letters, digits and dots
 * count, without regard to case, so that it can be written wherever settings are, in an environment variable too. A name
 * that is written exactly as the schedule's wins over one that is not.
 */
public final class ScheduleResources {

    private final Map<String, String> byName;

    /**
     * Makes an assignment.
     *
     * @param byName the resource, by the name of the schedule
     */
    public ScheduleResources(Map<String, String> byName) {
        this.byName = new TreeMap<>(byName);
    }

    /** Nothing is shared. */
    public static ScheduleResources none() {
        return new ScheduleResources(Map.of());
    }

    /** Whether nothing is said of any schedule. */
    public boolean isEmpty() {
        return this.byName.isEmpty();
    }

    /** What this schedule uses; {@code null} if nothing is said of it. */
    @Nullable
    String of(String schedule) {
        return nameFor(schedule).map(this.byName::get).orElse(null);
    }

    private Optional<String> nameFor(String schedule) {
        return this.byName.containsKey(schedule)
                ? Optional.of(schedule)
                : this.byName.keySet().stream()
                        .filter(name -> folded(name).equals(folded(schedule)))
                        .findFirst();
    }

    private static String folded(String name) {
        return name.toLowerCase(Locale.ROOT).replaceAll("[^\\p{L}\\p{N}.]", "");
    }

    /** What is said of names that none of these schedules has: the resource, by the name. */
    public Map<String, String> without(Collection<Schedule> schedules) {
        Map<String, String> unused = new TreeMap<>(this.byName);
        schedules.forEach(schedule -> nameFor(schedule.name()).ifPresent(unused::remove));
        return unused;
    }
}
