package dev.idempotency.metrics;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Looks up what a query speaks of: series, labels and the values that those may have. */
final class PromQl {

    private static final Pattern SERIES = Pattern.compile("\\b(idempotency_\\w+)(?:\\{([^}]*)})?");
    private static final Pattern MATCHER = Pattern.compile("(\\w+)\\s*(?:=~|!~|!=|=)\\s*\"([^\"]*)\"");
    private static final Pattern GROUPING = Pattern.compile("\\bby\\s*\\(([^)]*)\\)");

    /** What Prometheus itself adds to every series. */
    private static final Set<String> OF_THE_SCRAPE = Set.of("job", "instance");

    /** Whose values the application makes up. */
    private static final Set<String> FREE = Set.of("task", "scope", "store", "lock");

    private final Map<String, IdempotencyMeter> meters = new HashMap<>();

    PromQl() {
        for (IdempotencyMeter meter : IdempotencyMeter.values()) {
            PrometheusNames.of(meter).forEach(name -> this.meters.put(name, meter));
        }
    }

    /** What does not exist, in words; empty if all is well. */
    List<String> problemsOf(String query) {
        List<String> problems = new ArrayList<>();
        Set<String> labels = new HashSet<>(OF_THE_SCRAPE);
        Matcher series = SERIES.matcher(query);
        boolean any = false;
        while (series.find()) {
            any = true;
            IdempotencyMeter meter = this.meters.get(series.group(1));
            if (meter == null) {
                problems.add("there is no series " + series.group(1));
                continue;
            }
            tagsOf(meter).forEach(tag -> labels.add(tag.asString()));
            if (series.group(2) != null) {
                problems.addAll(problemsOf(meter, series.group(2)));
            }
        }
        if (!any) {
            problems.add("it asks for none of our series");
        }
        Matcher grouping = GROUPING.matcher(query);
        while (grouping.find()) {
            Arrays.stream(grouping.group(1).split(","))
                    .map(String::strip)
                    .filter(label -> !labels.contains(label))
                    .forEach(label -> problems.add("no series of it has a label " + label));
        }
        return problems;
    }

    private static List<String> problemsOf(IdempotencyMeter meter, String matchers) {
        List<String> problems = new ArrayList<>();
        Matcher matcher = MATCHER.matcher(matchers);
        while (matcher.find()) {
            String label = matcher.group(1);
            List<IdempotencyMeter.Tag> tags = tagsOf(meter).stream()
                    .filter(tag -> tag.asString().equals(label))
                    .toList();
            if (tags.isEmpty() && !OF_THE_SCRAPE.contains(label)) {
                problems.add(meter.getName() + " has no tag " + label);
            }
            if (!tags.isEmpty() && !FREE.contains(label)) {
                Arrays.stream(matcher.group(2).split("\\|"))
                        .filter(value -> !tags.get(0).choices().contains("`" + value + "`"))
                        .forEach(value -> problems.add(label + " of " + meter.getName() + " is never " + value));
            }
        }
        return problems;
    }

    private static List<IdempotencyMeter.Tag> tagsOf(IdempotencyMeter meter) {
        return Arrays.stream(meter.getKeyNames())
                .map(IdempotencyMeter.Tag.class::cast)
                .toList();
    }
}
