package dev.idempotency.schedule;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A cron expression and, without any parser, what it means: one set of values to each field.
 *
 * @param days of the month
 * @param weekdays 1 for Monday to 7 for Sunday
 */
record RandomCron(
        TreeSet<Integer> seconds,
        TreeSet<Integer> minutes,
        TreeSet<Integer> hours,
        TreeSet<Integer> days,
        TreeSet<Integer> weekdays) {

    /** One that fires at most once in a minute. */
    static RandomCron next(Random random) {
        return new RandomCron(
                some(random, 0, 59, 1),
                some(random, 0, 59, 1 + random.nextInt(8)),
                random.nextInt(3) == 0 ? all(0, 23) : some(random, 0, 23, 1 + random.nextInt(5)),
                random.nextInt(4) == 0 ? some(random, 1, 31, 20) : all(1, 31),
                random.nextInt(4) == 0 ? some(random, 1, 7, 4) : all(1, 7));
    }

    /** One that may fire every second. */
    static RandomCron nextOfSeconds(Random random) {
        RandomCron cron = next(random);
        return new RandomCron(
                random.nextInt(4) == 0 ? all(0, 59) : some(random, 0, 59, 1 + random.nextInt(6)),
                cron.minutes,
                cron.hours,
                cron.days,
                cron.weekdays);
    }

    private static TreeSet<Integer> some(Random random, int from, int to, int count) {
        TreeSet<Integer> values = new TreeSet<>();
        for (int i = 0; i < count; i++) {
            values.add(from + random.nextInt(to - from + 1));
        }
        return values;
    }

    private static TreeSet<Integer> all(int from, int to) {
        return IntStream.rangeClosed(from, to).boxed().collect(Collectors.toCollection(TreeSet::new));
    }

    String expression() {
        return String.join(
                " ",
                listed(this.seconds),
                listed(this.minutes),
                listed(this.hours),
                listed(this.days),
                "*",
                listed(this.weekdays));
    }

    private static String listed(TreeSet<Integer> values) {
        return values.stream().map(String::valueOf).collect(Collectors.joining(","));
    }

    boolean matches(LocalDateTime time) {
        return this.seconds.contains(time.getSecond())
                && this.minutes.contains(time.getMinute())
                && this.hours.contains(time.getHour())
                && this.days.contains(time.getDayOfMonth())
                && this.weekdays.contains(time.getDayOfWeek().getValue());
    }

    /** Second by second. */
    List<Long> fires(ZoneId zone, Instant from, Instant until) {
        List<Long> fires = new ArrayList<>();
        for (long second = from.getEpochSecond(); second < until.getEpochSecond(); second++) {
            if (matches(LocalDateTime.ofInstant(Instant.ofEpochSecond(second), zone))) {
                fires.add(second);
            }
        }
        return fires;
    }
}
