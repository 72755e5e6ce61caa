package dev.idempotency.sample.payroll;

import java.time.YearMonth;

import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

import dev.idempotency.Idempotent;
import dev.idempotency.OnDuplicate;
import dev.idempotency.OnInProgress;
import dev.idempotency.sample.background.Executions;
import dev.idempotency.sample.effects.Effect;
import dev.idempotency.sample.effects.EffectLog;

/** Pays people. */
@Service
class PayrollService {

    private final Payslips payslips;
    private final EffectLog effects;

    PayrollService(Payslips payslips, EffectLog effects) {
        this.payslips = payslips;
        this.effects = effects;
    }

    /**
     * Pays an employee for a month. Strict: whoever asks for it again is told so by an exception that names the first
     * execution, whether that is done or still at it.
     */
    @Transactional
    @Idempotent(
            key = "#employee + ':' + #month",
            ttl = "400d",
            onDuplicate = OnDuplicate.THROW,
            onInProgress = OnInProgress.THROW)
    public Payslip pay(String employee, YearMonth month) {
        Payslip payslip = new Payslip(employee, month, Executions.currentId());
        this.payslips.add(payslip);
        this.effects.add(Effect.PAYSLIPS_PAID, employee + " " + month);
        return payslip;
    }
}
