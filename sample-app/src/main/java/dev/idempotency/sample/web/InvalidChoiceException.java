package dev.idempotency.sample.web;

import java.io.Serial;
import java.util.List;

/** A parameter has a value other than the choices it has. */
public class InvalidChoiceException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    private final List<String> choices;

    public InvalidChoiceException(String parameter, List<String> choices) {
        super("The parameter '" + parameter + "' must be one of " + String.join(", ", choices) + ".");
        this.choices = choices;
    }

    List<String> choices() {
        return this.choices;
    }
}
