package dev.idempotency.task;

import java.io.Serial;

/** What is said of a task, in its annotation, a request or the properties, cannot be. */
public class InvalidTaskException extends IllegalArgumentException {

    @Serial
    private static final long serialVersionUID = 1L;

    private final String problem;
    private final String remedy;

    public InvalidTaskException(String task, String problem, String remedy) {
        super("Task " + task + ": " + problem + " " + remedy);
        this.problem = problem;
        this.remedy = remedy;
    }

    /** What is wrong. */
    public String problem() {
        return this.problem;
    }

    /** How to mend it. */
    public String remedy() {
        return this.remedy;
    }
}
