package dev.idempotency.testing;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Stands between a client and a PostgreSQL server and counts what the client sends. A round trip is what the server
 * answers to: a simple query, or the sync that ends an extended one.
 *
 * @see <a href="https://www.postgresql.org/docs/current/protocol-message-formats.html">Message formats</a>
 */
public final class PostgresWireTap extends SqlWireTap {

    public PostgresWireTap(PostgresTestServer server) {
        super(server.host(), server.port(), "postgres-wire-tap");
    }

    /** The JDBC address of a database through this tap, without encryption. */
    public String url(String database) {
        return "jdbc:postgresql://localhost:" + localPort() + "/" + database + "?sslmode=disable&gssEncMode=disable";
    }

    @Override
    void forwardAndCount(DataInputStream in, OutputStream to) throws IOException {
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
                sentStatement(text(body, 0));
                sentRoundTrip();
            }
            case 'P' -> sentStatement(text(body, text(body, 0).length() + 1));
            case 'S' -> sentRoundTrip();
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
}
