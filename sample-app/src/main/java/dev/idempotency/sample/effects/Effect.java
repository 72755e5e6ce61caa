package dev.idempotency.sample.effects;

/** A side effect that must not happen twice. */
public enum Effect {
    ALERTS_SENT("alerts.sent"),
    JOBS_CLOSED("jobs.closed"),
    REPORTS_GENERATED("reports.generated");

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
