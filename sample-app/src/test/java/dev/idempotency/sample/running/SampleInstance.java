package dev.idempotency.sample.running;

import java.nio.file.Path;

import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

import dev.idempotency.sample.SampleApplication;

/** An instance within this JVM. */
public final class SampleInstance implements AutoCloseable {

    private final ConfigurableApplicationContext context;

    private SampleInstance(ConfigurableApplicationContext context) {
        this.context = context;
    }

    /** Starts an instance on a database file, whose scheduled tasks run every second. */
    public static SampleInstance on(Path database) {
        return new SampleInstance(new SpringApplicationBuilder(SampleApplication.class)
                .run(
                        "--server.port=0",
                        "--facility.database=" + database.toAbsolutePath(),
                        "--facility.overdue-jobs.cron=* * * * * *",
                        "--spring.main.banner-mode=off"));
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
