package dev.idempotency.store.jdbc;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

import dev.idempotency.store.Completion;
import dev.idempotency.store.StoredResult;

/** Completions as they are sent: in the order of their keys, and not too many bytes at once. */
final class CompletionBatches {

    /** PostgreSQL takes no value, and so no array of results, of a gigabyte; nor should anybody hold one in memory. */
    static final long MAX_RESULT_BYTES = 32 << 20;

    private CompletionBatches() {}

    /**
     * Splits what is too much for one statement. The order lets two transactions that complete the same executions wait
     * the one for the other, and never each for the other.
     *
     * @param maxResultBytes how large the results of a batch are together, unless one of them alone is larger
     */
    static List<List<Completion>> of(List<Completion> completions, long maxResultBytes) {
        List<List<Completion>> batches = new ArrayList<>();
        List<Completion> batch = new ArrayList<>();
        long bytes = 0;
        for (Completion completion : sortedByKey(completions)) {
            long size = size(completion.result());
            if (!batch.isEmpty() && bytes + size > maxResultBytes) {
                batches.add(batch);
                batch = new ArrayList<>();
                bytes = 0;
            }
            batch.add(completion);
            bytes += size;
        }
        if (!batch.isEmpty()) {
            batches.add(batch);
        }
        return batches;
    }

    private static List<Completion> sortedByKey(List<Completion> completions) {
        return completions.stream()
                .sorted(Comparator.comparing(completion -> completion.claim().key()))
                .toList();
    }

    private static long size(StoredResult result) {
        byte[] bytes = result.bytes();
        return bytes == null ? 0 : bytes.length;
    }
}
