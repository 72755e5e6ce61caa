package dev.idempotency.sample.effects;

/** A side effect that must not happen twice. */
public enum Effect {
    ALERTS_SENT("alerts.sent"),
    EVENTS_HANDLED("events.handled"),
    FILES_PROCESSED("files.processed"),
    JOBS_CLOSED("jobs.closed"),
    LOGS_CLEANED("logs.cleaned"),
    MAINTENANCE_PLANNED("maintenance.planned"),
    PAYSLIPS_PAID("payroll.paid"),
    PEOPLE_CHECKED_IN("people.checked-in"),
    REMINDERS_SENT("reminders.sent"),
    REPORTS_GENERATED("reports.generated"),
    TICKETS_ESCALATED("tickets.escalated"),
    TOKENS_REPORTED("tokens.reported");

    private final String text;

    Effect(String text) {
        this.text = text;
    }

    /** Its name in the table and in {@code GET /effects}. */
    @Override
    public String toString() {
        return this.text;
    }
}
