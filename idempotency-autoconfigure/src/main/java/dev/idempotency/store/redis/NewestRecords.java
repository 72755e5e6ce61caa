package dev.idempotency.store.redis;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeSet;

import dev.idempotency.store.StoredRecord;

/** The newest of the records that are added, up to a number: no more are kept while going through all of them. */
final class NewestRecords {

    private final long capacity;
    private final NavigableSet<StoredRecord> newestFirst = new TreeSet<>(StoredRecord.NEWEST_FIRST);
    private final Map<String, StoredRecord> byKey = new HashMap<>();

    NewestRecords(long capacity) {
        this.capacity = capacity;
    }

    /** Adds a record, in the place of one of the same key that was added before. */
    void add(StoredRecord record) {
        StoredRecord before = this.byKey.put(record.key(), record);
        if (before != null) {
            this.newestFirst.remove(before);
        }
        this.newestFirst.add(record);
        if (this.newestFirst.size() > this.capacity) {
            this.byKey.remove(this.newestFirst.last().key());
            this.newestFirst.remove(this.newestFirst.last());
        }
    }

    /** The records from the newest on, but for so many of them. */
    List<StoredRecord> from(int offset) {
        return this.newestFirst.stream().skip(offset).toList();
    }
}
