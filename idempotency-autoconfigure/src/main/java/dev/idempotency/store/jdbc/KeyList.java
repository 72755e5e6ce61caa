package dev.idempotency.store.jdbc;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import dev.idempotency.jdbc.Sql;

/** The keys of one statement about several records. */
record KeyList(List<String> keys) {

    /** What some 60 KB hold, where every key is as long as it may be. */
    private static final int MAX_KEYS = 250;

    /** The keys in their order, in which rows are locked. */
    static <T> KeyList of(Collection<T> rows, Function<T, String> key) {
        return new KeyList(rows.stream().map(key).sorted().toList());
    }

    /** Not too many for one statement at a time. */
    static <T> List<List<T>> split(List<T> rows) {
        List<List<T>> result = new ArrayList<>();
        for (int from = 0; from < rows.size(); from += MAX_KEYS) {
            result.add(rows.subList(from, Math.min(rows.size(), from + MAX_KEYS)));
        }
        return result;
    }

    /** The statement with as many parameters for {@code {keys}}. */
    Sql in(Sql sql) {
        return new Sql(sql.text().replace("{keys}", String.join(", ", Collections.nCopies(this.keys.size(), "?"))));
    }

    /** The parameters of a statement whose last are the keys. */
    @Nullable
    Object[] after(@Nullable Object... parameters) {
        return Stream.concat(Arrays.stream(parameters), this.keys.stream()).toArray();
    }
}
