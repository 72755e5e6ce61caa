package dev.idempotency.testing;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

import redis.embedded.RedisServer;

/**
 * A Redis of one's own that is killed, frozen and started from a snapshot: a process of this machine, wherever the servers
 * of the other tests come from.
 */
public final class RedisProcess implements AutoCloseable {

    private final Path directory;
    private final int port;
    private long pid;

    private RedisProcess(Path directory, int port) {
        this.directory = directory;
        this.port = port;
    }

    /** A server that has just been started and is empty. */
    public static RedisProcess start() throws IOException {
        RedisProcess process = new RedisProcess(Files.createTempDirectory("redis-process"), FreePort.find());
        process.run();
        return process;
    }

    /** Where it listens. */
    public String host() {
        return InetAddress.getLoopbackAddress().getHostAddress();
    }

    /** Where it listens, also after it was started again. */
    public int port() {
        return this.port;
    }

    /** Writes what it holds to its disk, where it is found by the next start. */
    public void snapshot() throws IOException {
        ask("SAVE", "+OK");
    }

    /** Ends the process at once, as a power cut would; what is not in a snapshot is lost. */
    public void kill() {
        ProcessHandle process = ProcessHandle.of(this.pid).orElseThrow();
        process.destroyForcibly();
        process.onExit().join();
    }

    /** Starts it again after it was killed, from its last snapshot. */
    public void restart() throws IOException {
        run();
    }

    /** Keeps it from doing anything; clients keep their connections and get no answers. */
    public void freeze() {
        signal("-STOP");
    }

    /** Lets it go on. */
    public void thaw() {
        signal("-CONT");
    }

    /** Ends it. */
    @Override
    public void close() {
        ProcessHandle.of(this.pid).ifPresent(ProcessHandle::destroyForcibly);
    }

    private void run() throws IOException {
        RedisServer.newRedisServer()
                .port(this.port)
                .bind(host())
                .setting("save \"\"")
                .setting("appendonly no")
                .setting("dir " + this.directory)
                .build()
                .start();
        this.pid = Long.parseLong(ask("INFO server", "process_id:"));
    }

    /** What follows the beginning of a line in the answer. */
    private String ask(String command, String begin) throws IOException {
        try (Socket socket = new Socket(host(), this.port);
                BufferedReader answer =
                        new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII))) {
            socket.getOutputStream().write((command + "\r\n").getBytes(StandardCharsets.US_ASCII));
            for (String line = answer.readLine(); line != null; line = answer.readLine()) {
                if (line.startsWith(begin)) {
                    return line.substring(begin.length()).strip();
                }
            }
            throw new IOException("No " + begin + " in the answer to " + command);
        }
    }

    private void signal(String signal) {
        try {
            int exit = new ProcessBuilder("kill", signal, Long.toString(this.pid))
                    .start()
                    .waitFor();
            if (exit != 0) {
                throw new IllegalStateException("kill " + signal + " exited with " + exit);
            }
        } catch (IOException ex) {
            throw new UncheckedIOException(ex);
        } catch (InterruptedException ex) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(ex);
        }
    }
}
