package dev.idempotency.sample.routes;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class ReminderRouteTests extends AbstractRouteTests {

    @Test
    void theSameReminderIsSentOnce() {
        long before = this.client.effect("reminders.sent");
        String reminder = "/reminders?recipient=ann@facility.example&template=invoice";
        assertThat(this.client.post(reminder).body()).isEqualTo("{\"sent\":true,\"duplicate\":false}");
        assertThat(this.client.post(reminder).body()).isEqualTo("{\"sent\":false,\"duplicate\":true}");
        assertThat(this.client.post(reminder.replace("ann", "bob")).isDuplicate())
                .isFalse();
        assertThat(this.client.post(reminder + "2").isDuplicate()).isFalse();
        assertThat(this.client.effect("reminders.sent")).isEqualTo(before + 3);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "template=a|recipient",
                "recipient=a|template",
                "recipient=&template=a|recipient",
                "recipient=a&template=%20|template",
                "recipient=a%0D%0ABcc:b&template=a|control characters",
            })
    void aBadReminderIsRefused(String parameters, String explanation) {
        for (int time = 0; time < 2; time++) {
            assertProblem(this.client.post("/reminders?" + parameters), 400, explanation);
        }
    }

    @Test
    void aReminderThatIsTooLongIsRefused() {
        assertProblem(this.client.post("/reminders?template=a&recipient=" + "x".repeat(255)), 400, "254");
        assertProblem(this.client.post("/reminders?recipient=a&template=" + "x".repeat(101)), 400, "100");
    }
}
