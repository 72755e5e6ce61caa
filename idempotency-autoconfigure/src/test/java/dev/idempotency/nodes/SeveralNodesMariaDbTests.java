package dev.idempotency.nodes;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

import org.junit.jupiter.api.Test;

import dev.idempotency.nodes.Work.Word;
import dev.idempotency.testing.MariaDbTestServer;

import static org.assertj.core.api.Assertions.assertThat;

class SeveralNodesMariaDbTests extends AbstractSeveralNodesTests {

    @Override
    List<String> storeArguments() {
        MariaDbTestServer server = MariaDbTestServer.get();
        String url = server.url(server.createDatabase());
        try (Connection connection = DriverManager.getConnection(url, server.user(), server.password());
                Statement statement = connection.createStatement()) {
            statement.execute("create table effects (effect_key varchar(100), execution_id varchar(100))");
        } catch (SQLException ex) {
            throw new IllegalStateException(ex);
        }
        return List.of(
                "jdbc",
                "--spring.datasource.url=" + url,
                "--spring.datasource.username=" + server.user(),
                "--spring.datasource.password=" + server.password(),
                "--spring.datasource.hikari.maximum-pool-size=4");
    }

    @Test
    void aFrozenNodeThatWasOvertakenCannotCommitItsEffects() {
        Overtaking overtaking = overtakeFrozen("inTransaction");
        String key = overtaking.key();

        overtaking.late().tell(key, Word.RETURN);

        assertThat(resultOf(overtaking.lateCall())).isEqualTo("threw LeaseLostException");
        assertThat(overtaking.successor().effects(key))
                .containsExactly(overtaking.completed().executionId());
        assertThat(overtaking.successor().record("inTransaction", key)).isEqualTo(overtaking.completed());
        assertThat(overtaking.late().leasesLost("inTransaction")).isOne();
        nodes().giveBack(overtaking.late(), overtaking.successor());
    }
}
