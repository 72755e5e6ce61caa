package dev.idempotency.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * A statement and how to run it. Plain JDBC, because what goes over the wire is counted: nothing here asks the driver
 * for anything but the statement.
 *
 * @param text with a question mark for each parameter
 * @param patience for how many seconds it may run; 0 for as long as it takes
 * @param maxRows how many rows it reads at most; 0 for all
 */
public record Sql(String text, int patience, int maxRows) {

    /** A statement that runs for as long as it takes, and reads all rows. */
    public Sql(String text) {
        this(text, 0, 0);
    }

    /** The same with this many seconds to run, after which it throws a {@link java.sql.SQLTimeoutException}. */
    public Sql within(int seconds) {
        return new Sql(this.text, seconds, this.maxRows);
    }

    /** The same with this many rows to read, in the words of JDBC: SQL has too many. */
    public Sql first(int rows) {
        return new Sql(this.text, this.patience, rows);
    }

    /** Runs it, and tells how many rows it changed. */
    public int update(Connection connection, @Nullable Object... parameters) throws SQLException {
        try (PreparedStatement statement = prepare(connection, parameters)) {
            return statement.executeUpdate();
        }
    }

    /** Runs it for each row of parameters, and tells how many rows each of them changed. */
    public int[] updateEach(Connection connection, List<@Nullable Object[]> rows) throws SQLException {
        if (rows.isEmpty()) {
            return new int[0];
        }
        try (PreparedStatement statement = connection.prepareStatement(this.text)) {
            for (@Nullable Object[] row : rows) {
                bind(statement, row);
                statement.addBatch();
            }
            return statement.executeBatch();
        }
    }

    /** Runs it, and reads the rows it answers. */
    public <T> List<T> query(Connection connection, Reader<T> reader, @Nullable Object... parameters)
            throws SQLException {
        try (PreparedStatement statement = prepare(connection, parameters);
                ResultSet rows = statement.executeQuery()) {
            List<T> result = new ArrayList<>(1);
            while (rows.next()) {
                result.add(reader.read(rows));
            }
            return result;
        }
    }

    private PreparedStatement prepare(Connection connection, @Nullable Object... parameters) throws SQLException {
        PreparedStatement statement = connection.prepareStatement(this.text);
        try {
            if (this.patience > 0) {
                statement.setQueryTimeout(this.patience);
            }
            if (this.maxRows > 0) {
                statement.setMaxRows(this.maxRows);
            }
            bind(statement, parameters);
            return statement;
        } catch (SQLException | RuntimeException ex) {
            statement.close();
            throw ex;
        }
    }

    private static void bind(PreparedStatement statement, @Nullable Object[] parameters) throws SQLException {
        for (int i = 0; i < parameters.length; i++) {
            bind(statement, i + 1, parameters[i]);
        }
    }

    private static void bind(PreparedStatement statement, int index, @Nullable Object value) throws SQLException {
        if (value instanceof byte[] bytes) {
            statement.setBytes(index, bytes);
        } else if (value instanceof java.sql.Array array) {
            statement.setArray(index, array);
        } else {
            statement.setObject(index, value);
        }
    }

    /** Reads the row on which the result stands. */
    @FunctionalInterface
    public interface Reader<T> {

        /** Reads it. */
        T read(ResultSet row) throws SQLException;
    }
}
