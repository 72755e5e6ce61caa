package dev.idempotency.schedule;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.springframework.scheduling.support.CronExpression;
import org.springframework.scheduling.support.CronTrigger;
import org.springframework.scheduling.support.SimpleTriggerContext;

/**
 * The zone of a trigger that does not say: the one in which its pattern fires when the trigger does. Zones that have the
 * same clock for two years are the same here.
 */
final class TriggerZone {

    private static final int PROBES = 53;
    private static final Duration BETWEEN = Duration.ofDays(14).plusHours(7);

    private TriggerZone() {}

    /** The zone; {@code null} if it is the machine's, or none fits. */
    static @Nullable ZoneId of(CronTrigger trigger, Instant from) {
        CronExpression cron = CronExpression.parse(trigger.getExpression());
        List<Instant> probes = IntStream.range(0, PROBES)
                .mapToObj(i -> from.plus(BETWEEN.multipliedBy(i)))
                .toList();
        ZoneId machine = ZoneId.systemDefault();
        return Stream.concat(
                        Stream.of(machine, ZoneId.of("UTC")),
                        new TreeSet<>(ZoneId.getAvailableZoneIds()).stream().map(ZoneId::of))
                .filter(zone -> probes.stream().allMatch(probe -> agree(trigger, cron, zone, probe)))
                .findFirst()
                .filter(zone -> !zone.equals(machine))
                .orElse(null);
    }

    private static boolean agree(CronTrigger trigger, CronExpression cron, ZoneId zone, Instant probe) {
        Instant fire = trigger.nextExecution(new SimpleTriggerContext(probe, probe, probe));
        var expected = cron.next(probe.atZone(zone));
        return expected == null ? fire == null : expected.toInstant().equals(fire);
    }
}
