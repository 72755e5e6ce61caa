package dev.idempotency.testing;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Stands between a client and a MariaDB server and counts what the client sends. A round trip is a command that the server
 * answers: the first packet of an exchange, which begins to count its packets at zero.
 *
 * @see <a href="https://mariadb.com/docs/server/reference/clientserver-protocol/0-packet">0-packet</a>
 */
public final class MariaDbWireTap implements AutoCloseable {

    /** Three bytes of length, the lowest first, and one that numbers the packets of an exchange. */
    private static final int HEADER = 4;

    private static final byte COM_QUIT = 0x01;
    private static final byte COM_QUERY = 0x03;
    private static final byte COM_STMT_PREPARE = 0x16;
    private static final byte COM_STMT_CLOSE = 0x19;

    private final MariaDbTestServer server;
    private final ServerSocket socket;
    private final AtomicInteger roundTrips = new AtomicInteger();
    private final List<String> statements = new CopyOnWriteArrayList<>();
    private final List<Socket> open = new CopyOnWriteArrayList<>();

    public MariaDbWireTap(MariaDbTestServer server) {
        this.server = server;
        try {
            this.socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException ex) {
            throw new UncheckedIOException(ex);
        }
        inBackground(this::acceptAll);
    }

    /** The address of a database through this tap for MariaDB's own driver, without encryption. */
    public String url(String database) {
        return "jdbc:mariadb://localhost:" + this.socket.getLocalPort() + "/" + database + "?sslMode=disable";
    }

    /** The address of a database through this tap for MySQL's driver, without encryption. */
    public String mysqlUrl(String database) {
        return "jdbc:mysql://localhost:" + this.socket.getLocalPort() + "/" + database
                + "?sslMode=DISABLED&allowPublicKeyRetrieval=true";
    }

    /** Forgets what was counted. */
    public void reset() {
        this.roundTrips.set(0);
        this.statements.clear();
    }

    public int roundTrips() {
        return this.roundTrips.get();
    }

    /** The text of every statement; one that the server has prepared already is not. */
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
        while (true) {
            byte[] header = new byte[HEADER];
            in.readFully(header);
            byte[] body = new byte[(header[0] & 0xff) | (header[1] & 0xff) << 8 | (header[2] & 0xff) << 16];
            in.readFully(body);
            if (header[3] == 0) {
                count(body);
            }
            to.write(header);
            to.write(body);
            to.flush();
        }
    }

    private void count(byte[] command) {
        switch (command[0]) {
            case COM_QUIT, COM_STMT_CLOSE -> {}
            case COM_QUERY, COM_STMT_PREPARE -> {
                this.statements.add(new String(command, 1, command.length - 1, StandardCharsets.UTF_8));
                this.roundTrips.incrementAndGet();
            }
            default -> this.roundTrips.incrementAndGet();
        }
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
                "mariadb-wire-tap");
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
