package dev.idempotency.sample.payroll;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/**
 * The payslips in the database. A real payroll would have it refuse a second one for an employee and month too; here it
 * would hide what the sample is about.
 */
@Repository
class Payslips {

    private final JdbcClient database;

    Payslips(JdbcClient database) {
        this.database = database;
    }

    void add(Payslip payslip) {
        this.database
                .sql("insert into payslip (execution_id, employee, pay_month) values (:executionId, :employee, :month)")
                .param("executionId", payslip.executionId())
                .param("employee", payslip.employee())
                .param("month", payslip.month().toString())
                .update();
    }
}
