package dev.idempotency.testing;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** Stands between a client and a database server, and counts what the client sends in the words of their protocol. */
abstract class SqlWireTap implements AutoCloseable {

    private final String host;
    private final int port;
    private final String name;
    private final ServerSocket socket;
    private final AtomicInteger roundTrips = new AtomicInteger();
    private final List<String> statements = new CopyOnWriteArrayList<>();
    private final List<Socket> open = new CopyOnWriteArrayList<>();

    /**
     * Taps the server at this address.
     *
     * @param name of the threads that forward
     */
    SqlWireTap(String host, int port, String name) {
        this.host = host;
        this.port = port;
        this.name = name;
        try {
            this.socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException ex) {
            throw new UncheckedIOException(ex);
        }
        inBackground(this::acceptAll);
    }

    /** Forwards what one client sends, and counts it, until it hangs up. */
    abstract void forwardAndCount(DataInputStream in, OutputStream to) throws IOException;

    /** The client has sent the text of a statement. */
    final void sentStatement(String text) {
        this.statements.add(text);
    }

    /** The client has sent what the server answers to. */
    final void sentRoundTrip() {
        this.roundTrips.incrementAndGet();
    }

    /** Where the client is to connect. */
    final int localPort() {
        return this.socket.getLocalPort();
    }

    /** Forgets what was counted. */
    public final void reset() {
        this.roundTrips.set(0);
        this.statements.clear();
    }

    public final int roundTrips() {
        return this.roundTrips.get();
    }

    /** The text of every statement; one that the server has prepared already is not. */
    public final List<String> statements() {
        return List.copyOf(this.statements);
    }

    private void acceptAll() throws IOException {
        while (!this.socket.isClosed()) {
            Socket client = this.socket.accept();
            Socket upstream = new Socket(this.host, this.port);
            client.setTcpNoDelay(true);
            upstream.setTcpNoDelay(true);
            this.open.addAll(List.of(client, upstream));
            inBackground(() -> forward(upstream.getInputStream(), client.getOutputStream()));
            inBackground(
                    () -> forwardAndCount(new DataInputStream(client.getInputStream()), upstream.getOutputStream()));
        }
    }

    private static void forward(InputStream from, OutputStream to) throws IOException {
        byte[] buffer = new byte[8192];
        for (int read = from.read(buffer); read >= 0; read = from.read(buffer)) {
            to.write(buffer, 0, read);
            to.flush();
        }
    }

    private void inBackground(Forwarding forwarding) {
        Thread thread = new Thread(
                () -> {
                    try {
                        forwarding.run();
                    } catch (IOException ex) {
                        // One side has hung up, or the test is over.
                    }
                },
                this.name);
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public final void close() throws IOException {
        this.socket.close();
        for (Socket each : this.open) {
            each.close();
        }
    }

    private interface Forwarding {

        void run() throws IOException;
    }
}
