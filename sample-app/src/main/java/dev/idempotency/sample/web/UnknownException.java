package dev.idempotency.sample.web;

import java.io.Serial;

/** There is nothing of the name that was asked for. */
public class UnknownException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    public UnknownException(String message) {
        super(message);
    }
}
