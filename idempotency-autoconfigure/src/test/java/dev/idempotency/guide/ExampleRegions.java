package dev.idempotency.guide;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

/** What lies between {@code // tag::name} and {@code // end::name} in the sources, without its indentation. */
final class ExampleRegions {

    private static final Pattern MARK = Pattern.compile("\\s*// (tag|end)::(\\S+)\\s*");

    private final Map<String, String> regions = new LinkedHashMap<>();

    /**
     * Adds the regions of a source.
     *
     * @param file its name, such as {@code Policies.java}
     * @throws IllegalArgumentException if a region is begun twice, not ended, or inside another one
     */
    void add(String file, List<String> lines) {
        @Nullable String open = null;
        int begin = 0;
        for (int i = 0; i < lines.size(); i++) {
            Matcher mark = MARK.matcher(lines.get(i));
            if (!mark.matches()) {
                continue;
            }
            String region = file + "#" + mark.group(2);
            boolean begins = mark.group(1).equals("tag");
            require(begins ? open == null : region.equals(open), file, i, "is not where it can be");
            if (begins) {
                require(!this.regions.containsKey(region), file, i, "is there twice");
                open = region;
                begin = i + 1;
            } else {
                this.regions.put(region, withoutIndentation(lines.subList(begin, i)));
                open = null;
            }
        }
        require(open == null, file, lines.size() - 1, "does not end the region " + open);
    }

    private static void require(boolean valid, String file, int line, String problem) {
        if (!valid) {
            throw new IllegalArgumentException(file + ":" + (line + 1) + " " + problem);
        }
    }

    private static String withoutIndentation(List<String> lines) {
        int indentation = lines.stream()
                .filter(line -> !line.isBlank())
                .mapToInt(line -> line.length() - line.stripLeading().length())
                .min()
                .orElse(0);
        return lines.stream()
                .map(line -> line.isBlank() ? "" : line.substring(indentation))
                .collect(Collectors.joining("\n"));
    }

    /** The code of a region such as {@code Policies.java#replay}; {@code null} if there is none. */
    @Nullable
    String find(String region) {
        return this.regions.get(region);
    }

    Set<String> names() {
        return new TreeSet<>(this.regions.keySet());
    }
}
