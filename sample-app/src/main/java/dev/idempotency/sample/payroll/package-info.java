/** Payslips: one for each employee and month, and an error for whoever asks for a second one. */
@NullMarked
package dev.idempotency.sample.payroll;

import org.jspecify.annotations.NullMarked;
