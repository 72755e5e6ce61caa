package dev.idempotency.guide;

import java.time.YearMonth;

interface Bank {

    Payslip pay(String employee, YearMonth month);
}
