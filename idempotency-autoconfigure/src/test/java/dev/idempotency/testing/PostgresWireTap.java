package dev.idempotency.testing;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Stands between a client and a PostgreSQL server and counts what the client sends. A round trip is what the server
 * answers to: a simple query, or the sync that ends an extended one.
 *
 * @see <a href="https://www.postgresql.org/docs/current/protocol-message-formats.html">Message formats</a>
 */
public final class PostgresWireTap implements AutoCloseable {

    private final PostgresTestServer server;
    private final ServerSocket socket;
    private final AtomicInteger roundTrips = new AtomicInteger();
    private final List<String> statements = new CopyOnWriteArrayList<>();
    private final List<Socket> open = new CopyOnWriteArrayList<>();

    public PostgresWireTap(PostgresTestServer server) {
        this.server = server;
        try {
            this.socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException ex) {
            throw new UncheckedIOException(ex);
        }
        inBackground(this::acceptAll);
    }

    /** The JDBC address of a database through this tap, without encryption. */
    public String url(String database) {
        return "jdbc:postgresql://localhost:" + this.socket.getLocalPort() + "/" + database
                + "?sslmode=disable&gssEncMode=disable";
    }

    /** Forgets what was counted. */
    public void reset() {
        this.roundTrips.set(0);
        this.statements.clear();
    }

    public int roundTrips() {
        return this.roundTrips.get();
    }

    /** The text of every statement that was parsed; one that the server has prepared already is not. */
    public List<String> statements() {
        return List.copyOf(this.statements);
    }

    private void acceptAll() throws IOException {
        while (!this.socket.isClosed()) {
            Socket client = this.socket.accept();
            Socket upstream = new Socket(this.server.host(), this.server.port());
            client.setTcpNoDelay(true);
            upstream.setTcpNoDelay(true);
            this.open.addAll(List.of(client, upstream));
            inBackground(() -> forward(upstream.getInputStream(), client.getOutputStream()));
            inBackground(() -> forwardAndCount(client.getInputStream(), upstream.getOutputStream()));
        }
    }

    private static void forward(InputStream from, OutputStream to) throws IOException {
        byte[] buffer = new byte[8192];
        for (int read = from.read(buffer); read >= 0; read = from.read(buffer)) {
            to.write(buffer, 0, read);
            to.flush();
        }
    }

    private void forwardAndCount(InputStream from, OutputStream to) throws IOException {
        DataInputStream in = new DataInputStream(from);
        // The first message, which opens the session, has no type.
        byte[] startup = body(in);
        to.write(message(startup));
        while (true) {
            byte type = in.readByte();
            byte[] body = body(in);
            count((char) type, body);
            to.write(type);
            to.write(message(body));
            to.flush();
        }
    }

    private void count(char type, byte[] body) {
        switch (type) {
            case 'Q' -> {
                this.statements.add(text(body, 0));
                this.roundTrips.incrementAndGet();
            }
            case 'P' -> this.statements.add(text(body, text(body, 0).length() + 1));
            case 'S' -> this.roundTrips.incrementAndGet();
            default -> {}
        }
    }

    private static String text(byte[] body, int start) {
        int end = start;
        while (body[end] != 0) {
            end++;
        }
        return new String(body, start, end - start, StandardCharsets.UTF_8);
    }

    private static byte[] body(DataInputStream in) throws IOException {
        byte[] body = new byte[in.readInt() - Integer.BYTES];
        in.readFully(body);
        return body;
    }

    private static byte[] message(byte[] body) {
        return ByteBuffer.allocate(Integer.BYTES + body.length)
                .putInt(Integer.BYTES + body.length)
                .put(body)
                .array();
    }

    private static void inBackground(Forwarding forwarding) {
        Thread thread = new Thread(
                () -> {
                    try {
                        forwarding.run();
                    } catch (IOException ex) {
                        // One side has hung up, or the test is over.
                    }
                },
                "postgres-wire-tap");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        this.socket.close();
        for (Socket each : this.open) {
            each.close();
        }
    }

    private interface Forwarding {

        void run() throws IOException;
    }
}
