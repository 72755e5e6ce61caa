package dev.idempotency.sample.web;

import java.io.Serial;

/** What was asked for will never be there: asking again for the same thing is of no use. */
public class GoneException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    public GoneException(String message) {
        super(message);
    }
}
