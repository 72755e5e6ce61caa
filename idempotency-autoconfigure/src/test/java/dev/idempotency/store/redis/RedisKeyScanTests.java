package dev.idempotency.store.redis;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.springframework.data.redis.connection.RedisClusterConnection;
import org.springframework.data.redis.connection.RedisClusterNode;
import org.springframework.data.redis.connection.RedisClusterNode.SlotRange;
import org.springframework.data.redis.connection.RedisNode.NodeType;
import org.springframework.data.redis.core.Cursor;
import org.springframework.data.redis.core.ScanCursor;
import org.springframework.data.redis.core.ScanIteration;
import org.springframework.data.redis.core.ScanOptions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

/** Which nodes of a cluster are asked; what a server finds is the contract's. */
class RedisKeyScanTests {

    private final RedisClusterConnection cluster = mock();

    private RedisClusterNode node(int port, NodeType type, SlotRange slots, int keys) {
        RedisClusterNode node = RedisClusterNode.newRedisClusterNode()
                .listeningAt("localhost", port)
                .promotedAs(type)
                .serving(slots)
                .build();
        when(this.cluster.scan(eq(node), any(ScanOptions.class))).thenReturn(cursor(port, keys));
        return node;
    }

    private static Cursor<byte[]> cursor(int port, int keys) {
        List<byte[]> found = IntStream.range(0, keys)
                .mapToObj(i -> (port + "-" + i).getBytes(StandardCharsets.UTF_8))
                .toList();
        return new ScanCursor<byte[]>() {
            @Override
            protected ScanIteration<byte[]> doScan(CursorId cursorId, ScanOptions options) {
                return new ScanIteration<>(CursorId.initial(), found);
            }
        }.open();
    }

    private void clusterOf(RedisClusterNode... nodes) {
        when(this.cluster.clusterCommands()).thenReturn(this.cluster);
        when(this.cluster.clusterGetNodes()).thenReturn(List.of(nodes));
    }

    @Test
    void asksEveryMasterThatServesAndNoOther() {
        clusterOf(
                node(1, NodeType.MASTER, new SlotRange(0, 8000), 2),
                node(2, NodeType.REPLICA, new SlotRange(0, 8000), 2),
                node(3, NodeType.MASTER, SlotRange.empty(), 1),
                node(4, NodeType.MASTER, new SlotRange(8001, 16383), 1));
        List<String> keys = new ArrayList<>();

        new KeyScan("a:").forEachBatch(this.cluster, batch -> {
            batch.forEach(key -> keys.add(new String(key, StandardCharsets.UTF_8)));
            return true;
        });

        assertThat(keys).containsExactly("1-0", "1-1", "4-0");
    }

    @Test
    void stopsWhenNoMoreAreWantedAndHandsOverNoMoreThanABatchAtATime() {
        clusterOf(
                node(1, NodeType.MASTER, new SlotRange(0, 8000), 1800),
                node(2, NodeType.MASTER, new SlotRange(8001, 16383), 1));
        List<Integer> sizes = new ArrayList<>();

        new KeyScan("a:").forEachBatch(this.cluster, batch -> {
            sizes.add(batch.size());
            return sizes.size() < 2;
        });

        assertThat(sizes).containsExactly(500, 500);
    }
}
