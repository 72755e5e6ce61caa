package dev.idempotency.sample.web;

import java.io.Serial;
import java.util.List;
import java.util.Map;

import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.ErrorResponseException;

/** A request that is refused, with problem details that say why. */
public final class RefusedException extends ErrorResponseException {

    @Serial
    private static final long serialVersionUID = 1L;

    private RefusedException(HttpStatus status, String detail) {
        super(status, ProblemDetail.forStatusAndDetail(status, detail), null);
    }

    /** There is nothing of the name that was asked for. */
    public static RefusedException unknown(String detail) {
        return new RefusedException(HttpStatus.NOT_FOUND, detail);
    }

    /** What was asked for will never be there: asking for the same thing again is of no use. */
    public static RefusedException gone(String detail) {
        return new RefusedException(HttpStatus.GONE, detail);
    }

    /** What was asked for is not possible beside what is there. */
    public static RefusedException conflict(String detail) {
        return new RefusedException(HttpStatus.CONFLICT, detail);
    }

    /** A parameter has a value that it must not have; {@code problem} goes on where its name ends. */
    public static RefusedException invalid(String parameter, String problem) {
        RefusedException refused =
                new RefusedException(HttpStatus.BAD_REQUEST, "The parameter '" + parameter + "' " + problem + ".");
        refused.getBody().setProperty("errors", Map.of(parameter, List.of(problem)));
        return refused;
    }

    /** A parameter has a value other than the choices there are. */
    public static RefusedException noChoice(String parameter, List<String> choices) {
        RefusedException refused = new RefusedException(
                HttpStatus.BAD_REQUEST,
                "The parameter '" + parameter + "' must be one of " + String.join(", ", choices) + ".");
        refused.getBody().setProperty("choices", choices);
        return refused;
    }
}
