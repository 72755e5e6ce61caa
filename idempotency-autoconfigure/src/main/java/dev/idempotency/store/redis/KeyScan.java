package dev.idempotency.store.redis;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

import org.springframework.data.redis.connection.RedisClusterConnection;
import org.springframework.data.redis.connection.RedisClusterNode;
import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.core.Cursor;
import org.springframework.data.redis.core.ScanOptions;

/**
 * Goes through the keys that begin with a prefix, in no order, on every master of a cluster. The servers look at all of
 * their keys to find them, a batch at a time, between which they serve others.
 *
 * @param prefix taken literally
 */
record KeyScan(String prefix) {

    private static final int BATCH = 500;

    /**
     * Hands the keys over in batches, until there are no more or no more are wanted. A key may come twice, and one that
     * is made or removed meanwhile may come or not.
     *
     * @see <a href="https://redis.io/docs/latest/commands/scan/">SCAN</a>
     */
    void forEachBatch(RedisConnection connection, Predicate<List<byte[]>> wantsMore) {
        ScanOptions options =
                ScanOptions.scanOptions().match(pattern()).count(BATCH).build();
        if (connection instanceof RedisClusterConnection cluster) {
            for (RedisClusterNode node : cluster.clusterCommands().clusterGetNodes()) {
                if (serves(node) && !forEachBatch(cluster.scan(node, options), wantsMore)) {
                    return;
                }
            }
        } else {
            forEachBatch(connection.keyCommands().scan(options), wantsMore);
        }
    }

    /** A master that has failed over is one still, but has no slots. */
    private static boolean serves(RedisClusterNode node) {
        return node.isMaster() && !node.getSlotRange().getSlots().isEmpty();
    }

    private static boolean forEachBatch(Cursor<byte[]> cursor, Predicate<List<byte[]>> wantsMore) {
        try (cursor) {
            while (cursor.hasNext()) {
                List<byte[]> batch = new ArrayList<>(BATCH);
                while (batch.size() < BATCH && cursor.hasNext()) {
                    batch.add(cursor.next());
                }
                if (!wantsMore.test(batch)) {
                    return false;
                }
            }
            return true;
        }
    }

    private byte[] pattern() {
        String literal = this.prefix.replaceAll("[\\\\*?\\[\\]^-]", "\\\\$0");
        return (literal + "*").getBytes(StandardCharsets.UTF_8);
    }
}
