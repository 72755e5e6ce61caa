package dev.idempotency.sample.profiles;

import java.util.ArrayList;
import java.util.List;

class PostgresProfileTests extends AbstractProfileTests {

    @Override
    List<String> arguments() {
        List<String> arguments = new ArrayList<>(Servers.postgres());
        arguments.add("--spring.profiles.active=postgres");
        return arguments;
    }

    @Override
    String store() {
        return "jdbc";
    }
}
