package dev.idempotency.testing;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Stands between a client and a Redis, and writes down which commands the client really sends. It can also hold the
 * answers back until a number of commands has been sent, which a client that waits for each answer never does.
 */
public final class RedisWireTap implements AutoCloseable {

    private final RedisTestServer server;
    private final ServerSocket listener;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final List<String> commands = new ArrayList<>();
    private int held;

    /** A tap in front of {@code server}. */
    public RedisWireTap(RedisTestServer server) throws IOException {
        this.server = server;
        this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        run("accept", this::accept);
    }

    /** Where a client is to connect. */
    public String host() {
        return this.listener.getInetAddress().getHostAddress();
    }

    /** Where a client is to connect. */
    public int port() {
        return this.listener.getLocalPort();
    }

    /** The names of the commands sent since the last {@link #clear()}, in the order of their arrival. */
    public synchronized List<String> commands() {
        return List.copyOf(this.commands);
    }

    /** Forgets what was sent, and holds nothing back any more. */
    public synchronized void clear() {
        this.commands.clear();
        this.held = 0;
        notifyAll();
    }

    /** Lets no answer to a script through until {@code count} scripts were asked for since {@link #clear()}. */
    public synchronized void holdAnswersUntilScripts(int count) {
        this.held = count;
    }

    @Override
    public void close() throws IOException {
        clear();
        this.listener.close();
        for (Socket socket : this.sockets) {
            socket.close();
        }
    }

    private void accept() throws IOException {
        while (true) {
            Socket client = this.listener.accept();
            Socket upstream = new Socket(this.server.host(), this.server.port());
            client.setTcpNoDelay(true);
            upstream.setTcpNoDelay(true);
            this.sockets.add(client);
            this.sockets.add(upstream);
            Conversation conversation = new Conversation();
            run("commands", () -> forwardCommands(client, upstream, conversation));
            run("answers", () -> forwardAnswers(upstream, client, conversation));
        }
    }

    private void forwardCommands(Socket from, Socket to, Conversation conversation) throws IOException {
        try (from;
                to) {
            InputStream in = new BufferedInputStream(from.getInputStream());
            OutputStream out = to.getOutputStream();
            while (true) {
                ByteArrayOutputStream raw = new ByteArrayOutputStream();
                int parts = readNumber(in, raw);
                String name = "";
                for (int i = 0; i < parts; i++) {
                    byte[] part = in.readNBytes(readNumber(in, raw) + 2);
                    raw.writeBytes(part);
                    if (i == 0) {
                        name = new String(part, StandardCharsets.US_ASCII).strip();
                    }
                }
                note(name.toUpperCase(Locale.ROOT), conversation);
                raw.writeTo(out);
                out.flush();
            }
        }
    }

    /** The number of a line such as {@code *3} or {@code $11}. */
    private static int readNumber(InputStream in, ByteArrayOutputStream raw) throws IOException {
        StringBuilder line = new StringBuilder();
        int read;
        while ((read = in.read()) != '\n') {
            if (read < 0) {
                throw new IOException("The client is gone");
            }
            raw.write(read);
            line.append((char) read);
        }
        raw.write(read);
        return Integer.parseInt(line.substring(1).strip());
    }

    private void forwardAnswers(Socket from, Socket to, Conversation conversation) throws IOException {
        try (from;
                to) {
            byte[] buffer = new byte[64 * 1024];
            int read;
            while ((read = from.getInputStream().read(buffer)) >= 0) {
                awaitRelease(conversation);
                to.getOutputStream().write(buffer, 0, read);
            }
        }
    }

    private synchronized void note(String command, Conversation conversation) {
        this.commands.add(command);
        conversation.hasAskedForScript |= isScript(command);
        notifyAll();
    }

    private synchronized void awaitRelease(Conversation conversation) throws IOException {
        while (conversation.hasAskedForScript
                && this.commands.stream().filter(RedisWireTap::isScript).count() < this.held) {
            try {
                wait();
            } catch (InterruptedException ex) {
                Thread.currentThread().interrupt();
                throw new IOException(ex);
            }
        }
    }

    private static boolean isScript(String command) {
        return command.startsWith("EVAL");
    }

    private static void run(String name, Pump pump) {
        Thread thread = new Thread(
                () -> {
                    try {
                        pump.run();
                    } catch (IOException ex) {
                        // One of the two ends has gone, which is how every conversation ends.
                    }
                },
                "redis-wire-tap-" + name);
        thread.setDaemon(true);
        thread.start();
    }

    private interface Pump {

        void run() throws IOException;
    }

    /** One client connection; guarded by the tap. */
    private static final class Conversation {

        private boolean hasAskedForScript;
    }
}
