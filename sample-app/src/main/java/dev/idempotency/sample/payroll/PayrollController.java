package dev.idempotency.sample.payroll;

import java.time.YearMonth;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Pattern;

import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** Takes orders to pay. */
@RestController
class PayrollController {

    private final PayrollService payroll;

    PayrollController(PayrollService payroll) {
        this.payroll = payroll;
    }

    @PostMapping("/payroll/{employee}/{year}/{month}")
    Payslip pay(
            @PathVariable
                    @Pattern(
                            regexp = "[A-Za-z0-9-]{1,50}",
                            message = "must consist of 1 to 50 letters, digits and hyphens")
                    String employee,
            @PathVariable @Min(2000) @Max(2100) int year,
            @PathVariable @Min(1) @Max(12) int month) {
        return this.payroll.pay(employee, YearMonth.of(year, month));
    }
}
