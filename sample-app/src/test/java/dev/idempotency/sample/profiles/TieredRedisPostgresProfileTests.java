package dev.idempotency.sample.profiles;

import java.util.ArrayList;
import java.util.List;

/** Redis in front of PostgreSQL. */
class TieredRedisPostgresProfileTests extends AbstractProfileTests {

    @Override
    List<String> arguments() {
        List<String> arguments = new ArrayList<>(Servers.both());
        arguments.add("--spring.profiles.active=postgres,tiered");
        return arguments;
    }

    @Override
    String store() {
        return "tiered";
    }
}
