package dev.idempotency.aop;

import java.io.Serial;

/** A method cannot be made idempotent as it is annotated. Stops the application at start-up. */
public class InvalidIdempotentMethodException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    private final String method;
    private final String problem;
    private final String remedy;

    public InvalidIdempotentMethodException(String method, String problem, String remedy) {
        super("@Idempotent on " + method + ": " + problem + " " + remedy);
        this.method = method;
        this.problem = problem;
        this.remedy = remedy;
    }

    /** The class and method. */
    public String method() {
        return this.method;
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
