package dev.idempotency.nodes;

import java.util.List;
import java.util.UUID;

import dev.idempotency.testing.RedisTestServer;

class SeveralNodesRedisTests extends AbstractSeveralNodesTests {

    @Override
    List<String> storeArguments() {
        RedisTestServer server = RedisTestServer.shared();
        return List.of(
                "redis",
                "--spring.data.redis.host=" + server.host(),
                "--spring.data.redis.port=" + server.port(),
                "--idempotency.redis.key-prefix=nodes-" + UUID.randomUUID());
    }
}
