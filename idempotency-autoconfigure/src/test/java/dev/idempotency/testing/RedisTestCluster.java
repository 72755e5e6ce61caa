package dev.idempotency.testing;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;

import static org.awaitility.Awaitility.await;

/** A Redis Cluster of three masters without replicas, which share all slots. */
public final class RedisTestCluster implements AutoCloseable {

    private static final int NODES = 3;
    private static final int SLOTS = 16_384;

    private final List<RedisTestServer> nodes = new ArrayList<>();

    private RedisTestCluster() {}

    /** Starts the nodes, and waits until every one of them serves. */
    public static RedisTestCluster start() {
        RedisTestCluster cluster = new RedisTestCluster();
        try {
            for (int i = 0; i < NODES; i++) {
                cluster.nodes.add(RedisTestServer.start("cluster-enabled yes"));
            }
            cluster.assemble();
            return cluster;
        } catch (RuntimeException | Error ex) {
            cluster.close();
            throw ex;
        }
    }

    /** Where the nodes find each other, and clients find them: what the nodes say of themselves. */
    public List<String> addresses() {
        return this.nodes.stream()
                .map(node -> node.peerHost() + ":" + node.peerPort())
                .toList();
    }

    private void assemble() {
        try (RedisClient client = RedisClient.create()) {
            for (int i = 0; i < NODES; i++) {
                try (StatefulRedisConnection<String, String> connection = connect(client, this.nodes.get(i))) {
                    RedisCommands<String, String> commands = connection.sync();
                    commands.clusterAddSlots(IntStream.range(i * SLOTS / NODES, (i + 1) * SLOTS / NODES)
                            .toArray());
                    for (RedisTestServer other : this.nodes) {
                        commands.clusterMeet(other.peerHost(), other.peerPort());
                    }
                }
            }
            for (RedisTestServer node : this.nodes) {
                try (StatefulRedisConnection<String, String> connection = connect(client, node)) {
                    await().atMost(Duration.ofSeconds(60)).until(() -> isComplete(connection.sync()));
                }
            }
        }
    }

    private static boolean isComplete(RedisCommands<String, String> node) {
        String info = node.clusterInfo();
        return Stream.of("cluster_state:ok", "cluster_known_nodes:" + NODES, "cluster_slots_ok:" + SLOTS)
                .allMatch(info::contains);
    }

    private static StatefulRedisConnection<String, String> connect(RedisClient client, RedisTestServer node) {
        return client.connect(RedisURI.create(node.peerHost(), node.peerPort()));
    }

    @Override
    public void close() {
        this.nodes.forEach(RedisTestServer::close);
    }
}
