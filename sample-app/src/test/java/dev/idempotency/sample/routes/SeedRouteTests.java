package dev.idempotency.sample.routes;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Of what gives the schedules something to do. */
class SeedRouteTests extends AbstractRouteTests {

    @ParameterizedTest
    @ValueSource(strings = {"/jobs", "/tickets"})
    void asManyAreSeededAsWereAskedFor(String path) {
        assertThat(this.client.post(path + "?count=1").body()).isEqualTo("{\"seeded\":1}");
        assertThat(this.client.post(path + "?count=2").body()).isEqualTo("{\"seeded\":2}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "?count=", "?count=abc", "?count=1.5", "?count=99999999999"})
    void aCountThatIsNoneIsRefused(String parameters) {
        assertProblem(this.client.post("/jobs" + parameters), 400, "count");
        assertProblem(this.client.post("/tickets" + parameters), 400, "count");
    }

    @ParameterizedTest
    @CsvSource({"0,1", "-1,1", "1001,1000"})
    void aCountOutOfBoundsIsRefused(String count, String bound) {
        assertProblem(this.client.post("/jobs?count=" + count), 400, bound);
        assertProblem(this.client.post("/tickets?count=" + count), 400, bound);
    }

    @Test
    void aScheduleThatOverlapsAnotherOfItsAssetIsRefused() {
        String pump = "/schedules?asset=Pump&title=Oil&from=08:00&to=09:00";
        assertThat(this.client.post(pump).status()).isEqualTo(201);
        assertProblem(this.client.post(pump), 409, "overlaps", "Oil");
        assertProblem(this.client.post("/schedules?asset=Pump&title=Belt&from=08:59&to=10:00"), 409, "overlaps");
        assertProblem(this.client.post("/schedules?asset=Pump&title=Belt&from=07:00&to=12:00"), 409, "overlaps");
        assertThat(this.client
                        .post("/schedules?asset=Pump&title=Belt&from=09:00&to=10:00")
                        .status())
                .isEqualTo(201);
        assertThat(this.client
                        .post("/schedules?asset=Fan&title=Oil&from=08:00&to=09:00")
                        .status())
                .isEqualTo(201);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "title=a&from=08:00&to=09:00|asset",
                "asset=&title=a&from=08:00&to=09:00|asset",
                "asset=a&from=08:00&to=09:00|title",
                "asset=a&title=a&to=09:00|from",
                "asset=a&title=a&from=8&to=09:00|from",
                "asset=a&title=a&from=08:00&to=25:00|to",
                "asset=a&title=a&from=09:00&to=09:00|later",
            })
    void aScheduleThatCannotBeIsRefused(String parameters, String explanation) {
        assertProblem(this.client.post("/schedules?" + parameters), 400, explanation);
    }
}
