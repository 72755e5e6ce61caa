package dev.idempotency.autoconfigure;

/** Where the report of a validation run goes: nobody reads the log of a process that was started for its report. */
final class StandardOutput {

    private StandardOutput() {}

    static void print(String text) {
        System.out.print(text);
        System.out.flush();
    }
}
