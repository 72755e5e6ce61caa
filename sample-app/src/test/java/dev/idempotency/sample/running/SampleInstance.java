package dev.idempotency.sample.running;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

import dev.idempotency.sample.SampleApplication;

/** An instance within this JVM. */
public final class SampleInstance implements AutoCloseable {

    private final ConfigurableApplicationContext context;

    private SampleInstance(ConfigurableApplicationContext context) {
        this.context = context;
    }

    /** Starts an instance on a database file, whose scheduled tasks run every second unless the arguments say otherwise. */
    public static SampleInstance on(Path database, String... arguments) {
        List<String> all = new ArrayList<>(List.of(
                "--server.port=0",
                "--facility.database=" + database.toAbsolutePath(),
                "--spring.main.banner-mode=off"));
        if (Stream.of(arguments).noneMatch(argument -> argument.startsWith("--facility.tick="))) {
            all.add("--facility.tick=* * * * * *");
        }
        all.addAll(List.of(arguments));
        return new SampleInstance(
                new SpringApplicationBuilder(SampleApplication.class).run(all.toArray(String[]::new)));
    }

    public SampleClient client() {
        return new SampleClient(this.context.getEnvironment().getRequiredProperty("local.server.port", Integer.class));
    }

    public <T> T bean(Class<T> type) {
        return this.context.getBean(type);
    }

    @Override
    public void close() {
        this.context.close();
    }
}
