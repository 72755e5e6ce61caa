package dev.idempotency.sample.profiles;

import java.util.ArrayList;
import java.util.List;

class RedisProfileTests extends AbstractProfileTests {

    @Override
    List<String> arguments() {
        List<String> arguments = new ArrayList<>(Servers.redis());
        arguments.add("--spring.profiles.active=redis");
        return arguments;
    }

    @Override
    String store() {
        return "redis";
    }
}
