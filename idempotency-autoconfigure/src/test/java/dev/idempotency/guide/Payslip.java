package dev.idempotency.guide;

import java.time.YearMonth;

record Payslip(String employee, YearMonth month, int number) {}
