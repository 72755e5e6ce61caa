package dev.idempotency.sample.profiles;

import java.util.ArrayList;
import java.util.List;

/** Redis in front of the database file. */
class TieredRedisProfileTests extends AbstractProfileTests {

    @Override
    List<String> arguments() {
        List<String> arguments = new ArrayList<>(Servers.redis());
        arguments.add("--spring.profiles.active=tiered");
        return arguments;
    }

    @Override
    String store() {
        return "tiered";
    }
}
