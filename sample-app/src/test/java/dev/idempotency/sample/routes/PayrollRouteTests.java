package dev.idempotency.sample.routes;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import dev.idempotency.sample.running.SampleClient.Answer;

import static org.assertj.core.api.Assertions.assertThat;

class PayrollRouteTests extends AbstractRouteTests {

    @Test
    void theSecondPaymentIsRefusedAndNamesTheFirst() {
        long before = this.client.effect("payroll.paid");
        Answer first = this.client.post("/payroll/emp-17/2026/11");
        assertThat(first.status()).isEqualTo(200);
        assertThat(first.json().required("month").asString()).isEqualTo("2026-11");
        for (int time = 0; time < 2; time++) {
            Answer second = this.client.post("/payroll/emp-17/2026/11");
            assertProblem(second, 409, "done already");
            assertThat(second.executionId()).isEqualTo(first.executionId());
        }
        assertThat(this.client.effect("payroll.paid")).isEqualTo(before + 1);
    }

    @Test
    void anotherEmployeeOrMonthIsAnotherPayment() {
        assertThat(this.client.post("/payroll/emp-18/2026/11").status()).isEqualTo(200);
        assertThat(this.client.post("/payroll/emp-18/2026/12").status()).isEqualTo(200);
        assertThat(this.client.post("/payroll/EMP-18/2026/11").status()).isEqualTo(200);
        assertThat(this.client.post("/payroll/" + "e".repeat(50) + "/2026/1").status())
                .isEqualTo(200);
        assertThat(this.client.post("/payroll/" + "e".repeat(50) + "/2026/01").status())
                .isEqualTo(409);
    }

    @ParameterizedTest
    @CsvSource({
        "emp_1/2026/11,employee",
        "emp:1/2026/11,employee",
        "%20/2026/11,employee",
        "emp-1/1999/11,year",
        "emp-1/20261/11,year",
        "emp-1/twenty/11,year",
        "emp-1/2026/0,month",
        "emp-1/2026/13,month",
        "emp-1/2026/may,month",
    })
    void aPaymentThatCannotBeIsRefused(String path, String parameter) {
        for (int time = 0; time < 2; time++) {
            assertProblem(this.client.post("/payroll/" + path), 400, parameter);
        }
    }

    @Test
    void anEmployeeOfTooLongANameIsRefused() {
        assertProblem(this.client.post("/payroll/" + "e".repeat(51) + "/2026/11"), 400, "employee", "50");
    }

    @Test
    void aPathThatIsTooShortIsNotFound() {
        assertProblem(this.client.post("/payroll/emp-1/2026"), 404);
    }
}
