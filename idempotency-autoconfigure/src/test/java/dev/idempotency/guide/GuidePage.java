package dev.idempotency.guide;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * A page of the guide.
 *
 * @param name its path from the top of the project
 * @param lines what is written on it
 */
record GuidePage(String name, List<String> lines) {

    private static final Pattern FENCE = Pattern.compile("\\s*```+\\s*(\\S*).*");
    private static final Pattern COMMENT = Pattern.compile("\\s*<!--\\s*(.*?)\\s*-->\\s*");

    /**
     * A block of code.
     *
     * @param where page and line, for messages
     * @param language what it is written in; empty if the page does not say
     * @param comment the HTML comment directly above it; {@code null} if there is none
     * @param code what is in it
     */
    record Block(String where, String language, @Nullable String comment, String code) {}

    /** The blocks of code, from top to bottom. */
    List<Block> blocks() {
        List<Block> found = new ArrayList<>();
        for (int i = 0; i < this.lines.size(); i++) {
            Matcher fence = FENCE.matcher(this.lines.get(i));
            if (fence.matches()) {
                int end = i + 1;
                while (end < this.lines.size() && !this.lines.get(end).strip().equals("```")) {
                    end++;
                }
                found.add(new Block(
                        where(i),
                        fence.group(1),
                        i == 0 ? null : comment(this.lines.get(i - 1)),
                        String.join("\n", this.lines.subList(i + 1, end))));
                i = end;
            }
        }
        return found;
    }

    /** Page and line, counted from 0. */
    String where(int line) {
        return this.name + ":" + (line + 1);
    }

    private static @Nullable String comment(String line) {
        Matcher comment = COMMENT.matcher(line);
        return comment.matches() ? comment.group(1) : null;
    }
}
