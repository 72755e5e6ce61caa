package dev.idempotency.sample.payroll;

import java.time.YearMonth;

/** What an employee was paid for a month, and by which execution. */
public record Payslip(String employee, YearMonth month, String executionId) {}
