package dev.idempotency.nodes;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.jspecify.annotations.Nullable;

import dev.idempotency.Status;

import static org.assertj.core.api.Assertions.assertThat;

/** A {@link NodeApplication} in a process of its own, as a test sees it. */
final class Node implements AutoCloseable {

    static final Duration LEASE = Duration.ofSeconds(2);

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Process process;
    private final Path log;
    private final BufferedWriter questions;
    private final CompletableFuture<@Nullable Void> started = new CompletableFuture<>();
    private final ConcurrentMap<String, CompletableFuture<String>> answers = new ConcurrentHashMap<>();
    private final AtomicInteger asked = new AtomicInteger();

    private Node(Process process, Path log) {
        this.process = process;
        this.log = log;
        this.questions = process.outputWriter();
        Thread reader = new Thread(this::read, "answers of process " + process.pid());
        reader.setDaemon(true);
        reader.start();
    }

    /** Starts a process, without waiting for it. */
    static Node start(List<String> arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-Xshare:auto",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                NodeApplication.class.getName()));
        command.addAll(arguments);
        command.add("--idempotency.namespace=nodes");
        command.add("--idempotency.defaults.lease=" + LEASE.toMillis() + "ms");
        command.add("--spring.task.execution.mode=force");
        command.add("--spring.task.execution.pool.core-size=1");
        command.add("--logging.level.root=warn");
        try {
            Path log = Files.createTempFile("node", ".log");
            log.toFile().deleteOnExit();
            return new Node(
                    new ProcessBuilder(command).redirectError(log.toFile()).start(), log);
        } catch (IOException ex) {
            throw new UncheckedIOException(ex);
        }
    }

    Node awaitStart() {
        assertThat(this.started).as(() -> "start of a node; its log:\n" + log()).succeedsWithin(PATIENCE);
        return this;
    }

    private void read() {
        try (BufferedReader lines = this.process.inputReader()) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.equals("started")) {
                    this.started.complete(null);
                } else {
                    String[] numberAndText = line.split(" ", 2);
                    answerOf(numberAndText[0]).complete(numberAndText[1]);
                }
            }
        } catch (IOException ex) {
            // The process has ended; whoever waits for an answer finds out below.
        }
        IllegalStateException ended = new IllegalStateException("The node has ended; its log:\n" + log());
        this.started.completeExceptionally(ended);
        this.answers.values().forEach(answer -> answer.completeExceptionally(ended));
    }

    private CompletableFuture<String> answerOf(String number) {
        return this.answers.computeIfAbsent(number, unused -> new CompletableFuture<>());
    }

    private CompletableFuture<String> ask(String... words) {
        String number = Integer.toString(this.asked.incrementAndGet());
        CompletableFuture<String> answer = answerOf(number);
        try {
            synchronized (this.questions) {
                this.questions.write(number + " " + String.join(" ", words) + "\n");
                this.questions.flush();
            }
        } catch (IOException ex) {
            answer.completeExceptionally(ex);
        }
        return answer;
    }

    private String answerTo(String... words) {
        CompletableFuture<String> answer = ask(words);
        assertThat(answer)
                .as(() -> String.join(" ", words) + "; the node's log:\n" + log())
                .succeedsWithin(PATIENCE);
        return answer.join();
    }

    private List<String> listedBy(String... words) {
        String answer = answerTo(words);
        return answer.isEmpty() ? List.of() : List.of(answer.split(",", -1));
    }

    /** Calls a task; done when the call ends: {@code returned <result>} or {@code threw <exception>}. */
    CompletableFuture<String> call(String task, String key) {
        return ask("call", task, key);
    }

    /** Tells the tasks of a key what to do next; may come before they run. */
    void tell(String key, Work.Word word) {
        answerTo("tell", key, word.name());
    }

    /** What happened in this node for a key. */
    List<String> said(String key) {
        return listedBy("said", key);
    }

    /** What this node published for a key. */
    List<String> events(String key) {
        return listedBy("events").stream()
                .filter(event -> event.contains(" " + key + " "))
                .toList();
    }

    /** The executions, of all nodes, whose effects on a key are to be seen. */
    List<String> effects(String key) {
        return listedBy("effects", key);
    }

    long storeOperations(String operation) {
        return Long.parseLong(answerTo("count", "idempotency.store.operations", "operation", operation));
    }

    long leasesLost(String task) {
        return Long.parseLong(answerTo("count", "idempotency.leases.lost", "task", "Tasks." + task));
    }

    Optional<Found> find(String task, String key) {
        String answer = answerTo("record", task, key);
        return answer.isEmpty() ? Optional.empty() : Optional.of(Found.of(answer.split(" ", -1)));
    }

    Found record(String task, String key) {
        return find(task, key).orElseThrow();
    }

    /** What the store knows of a key. */
    record Found(
            Status status,
            String executionId,
            long fencingToken,
            int attempt,
            Instant startedAt,
            @Nullable Instant leaseUntil,
            @Nullable Instant completedAt) {

        private static Found of(String[] parts) {
            return new Found(
                    Status.valueOf(parts[0]),
                    parts[1],
                    Long.parseLong(parts[2]),
                    Integer.parseInt(parts[3]),
                    Instant.parse(parts[4]),
                    instant(parts[5]),
                    instant(parts[6]));
        }

        private static @Nullable Instant instant(String text) {
            return text.equals("null") ? null : Instant.parse(text);
        }
    }

    /** Stops the process where it stands, as a long pause of the garbage collector or of a virtual machine does. */
    void freeze() {
        signal("STOP");
    }

    void thaw() {
        signal("CONT");
    }

    /** Asks the process to shut down; it still answers meanwhile. */
    void terminate() {
        signal("TERM");
    }

    /** As {@code kill -9} does: without a chance to tidy up. */
    void kill() {
        this.process.destroyForcibly();
        awaitEnd();
    }

    void awaitEnd() {
        try {
            assertThat(this.process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                    .as(() -> "end of a node; its log:\n" + log())
                    .isTrue();
        } catch (InterruptedException ex) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(ex);
        }
    }

    boolean isAlive() {
        return this.process.isAlive();
    }

    private void signal(String name) {
        try {
            Process kill = new ProcessBuilder("sh", "-c", "kill -" + name + " " + this.process.pid()).start();
            assertThat(kill.waitFor()).isZero();
        } catch (IOException ex) {
            throw new UncheckedIOException(ex);
        } catch (InterruptedException ex) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(ex);
        }
    }

    String log() {
        try {
            return Files.readString(this.log);
        } catch (IOException ex) {
            return ex.toString();
        }
    }

    /** Also ends a frozen process: nothing can be deaf to this signal. */
    @Override
    public void close() {
        this.process.destroyForcibly();
    }
}
