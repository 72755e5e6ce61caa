package dev.idempotency.testing;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Stands between a client and a MariaDB server and counts what the client sends. A round trip is a command that the server
 * answers: the first packet of an exchange, which begins to count its packets at zero.
 *
 * @see <a href="https://mariadb.com/docs/server/reference/clientserver-protocol/0-packet">0-packet</a>
 */
public final class MariaDbWireTap extends SqlWireTap {

    /** Three bytes of length, the lowest first, and one that numbers the packets of an exchange. */
    private static final int HEADER = 4;

    private static final byte COM_QUIT = 0x01;
    private static final byte COM_QUERY = 0x03;
    private static final byte COM_STMT_PREPARE = 0x16;
    private static final byte COM_STMT_CLOSE = 0x19;

    public MariaDbWireTap(MariaDbTestServer server) {
        super(server.host(), server.port(), "mariadb-wire-tap");
    }

    /** The address of a database through this tap for MariaDB's own driver, without encryption. */
    public String url(String database) {
        return "jdbc:mariadb://localhost:" + localPort() + "/" + database + "?sslMode=disable";
    }

    /** The address of a database through this tap for MySQL's driver, without encryption. */
    public String mysqlUrl(String database) {
        return "jdbc:mysql://localhost:" + localPort() + "/" + database
                + "?sslMode=DISABLED&allowPublicKeyRetrieval=true";
    }

    @Override
    void forwardAndCount(DataInputStream in, OutputStream to) throws IOException {
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
                sentStatement(new String(command, 1, command.length - 1, StandardCharsets.UTF_8));
                sentRoundTrip();
            }
            default -> sentRoundTrip();
        }
    }
}
