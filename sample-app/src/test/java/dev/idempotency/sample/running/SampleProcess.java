package dev.idempotency.sample.running;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.awaitility.Awaitility;

/** An instance that is a process of its own, so that it can be killed. */
public final class SampleProcess implements AutoCloseable {

    private static final Pattern STARTED = Pattern.compile("Tomcat started on port (\\d+)");

    private final Process process;
    private final Path log;

    private SampleProcess(Process process, Path log) {
        this.process = process;
        this.log = log;
    }

    /** Starts the packaged application on a database file, beside which it writes its log. */
    public static SampleProcess on(Path database, String name, String... arguments) throws IOException {
        Path log = database.resolveSibling(name + ".log");
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:TieredStopAtLevel=1",
                "-jar",
                jar(),
                "--server.port=0",
                "--facility.database=" + database.toAbsolutePath()));
        command.addAll(List.of(arguments));
        return new SampleProcess(
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile())
                        .start(),
                log);
    }

    private static String jar() {
        String jar = System.getProperty("sample.jar");
        if (jar == null) {
            throw new IllegalStateException("-Dsample.jar names the packaged application; 'mvn verify' sets it");
        }
        return jar;
    }

    /** Talks to the process, once it has started. */
    public SampleClient client() {
        return new SampleClient(Awaitility.await("start of " + this.log)
                .atMost(Duration.ofSeconds(60))
                .until(this::port, port -> port > 0));
    }

    private int port() {
        if (!this.process.isAlive()) {
            throw new IllegalStateException("The process ended:\n" + log());
        }
        Matcher started = STARTED.matcher(log());
        return started.find() ? Integer.parseInt(started.group(1)) : 0;
    }

    private String log() {
        try {
            return Files.readString(this.log);
        } catch (IOException ex) {
            throw new UncheckedIOException(ex);
        }
    }

    /** As {@code kill -9} does: without a chance to tidy up. */
    public void kill() throws InterruptedException {
        this.process.destroyForcibly();
        this.process.waitFor(10, TimeUnit.SECONDS);
    }

    @Override
    public void close() {
        this.process.destroyForcibly();
    }
}
