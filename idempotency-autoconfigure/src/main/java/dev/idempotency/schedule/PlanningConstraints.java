package dev.idempotency.schedule;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;

/**
 * At which times of day schedules may run. Immutable; every method that adds something returns a changed copy.
 *
 * @param zone the zone of the windows
 * @param kept what is kept free, such as business hours
 * @param within where everything runs, such as maintenance windows; empty for anywhere
 */
public record PlanningConstraints(ZoneId zone, List<TimeWindow> kept, List<TimeWindow> within) {

    /** Keeps copies. */
    public PlanningConstraints {
        kept = List.copyOf(kept);
        within = List.copyOf(within);
    }

    /** Any time will do. */
    public static PlanningConstraints none(ZoneId zone) {
        return new PlanningConstraints(zone, List.of(), List.of());
    }

    /** Nothing runs in this window: business hours, or a time in which the system is not there. */
    public PlanningConstraints keepFree(TimeWindow window) {
        return new PlanningConstraints(this.zone, and(this.kept, window), this.within);
    }

    /** Everything runs in this window, or another one that was given in the same way: maintenance windows. */
    public PlanningConstraints within(TimeWindow window) {
        return new PlanningConstraints(this.zone, this.kept, and(this.within, window));
    }

    private static List<TimeWindow> and(List<TimeWindow> windows, TimeWindow another) {
        List<TimeWindow> all = new ArrayList<>(windows);
        all.add(another);
        return all;
    }

    /** Whether a run may begin then and take so long. */
    boolean allow(Instant fire, Duration lasting) {
        if (this.kept.isEmpty() && this.within.isEmpty()) {
            return true;
        }
        // Windows are rarely shorter than a quarter of an hour, so that none is stepped over.
        Duration step = Duration.ofMinutes(15);
        Instant end = fire.plus(lasting);
        for (Instant at = fire; at.isBefore(end); at = at.plus(step)) {
            if (!allow(at)) {
                return false;
            }
        }
        return allow(fire) && allow(end.minusNanos(lasting.isZero() ? 0 : 1));
    }

    private boolean allow(Instant instant) {
        LocalTime time = LocalTime.ofInstant(instant, this.zone);
        return this.kept.stream().noneMatch(window -> window.contains(time))
                && (this.within.isEmpty() || this.within.stream().anyMatch(window -> window.contains(time)));
    }
}
