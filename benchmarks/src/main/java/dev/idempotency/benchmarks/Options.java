package dev.idempotency.benchmarks;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Options of the form {@code --name=number}. */
public final class Options {

    private static final Pattern OPTION = Pattern.compile("--([a-z]+)=([1-9][0-9]{0,8})");

    private final Map<String, Integer> values = new HashMap<>();

    Options(String[] arguments, String... names) {
        for (String argument : arguments) {
            Matcher option = OPTION.matcher(argument);
            if (!option.matches() || !List.of(names).contains(option.group(1))) {
                throw new IllegalArgumentException(
                        "'" + argument + "' is none of the options " + List.of(names) + ", written as --name=number");
            }
            this.values.put(option.group(1), Integer.parseInt(option.group(2)));
        }
    }

    /** The value of an option, or what it is if nobody sets it. */
    public int get(String name, int otherwise) {
        return this.values.getOrDefault(name, otherwise);
    }
}
