package dev.idempotency.actuate;

import org.springframework.boot.actuate.endpoint.OperationResponseBody;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.util.MimeType;

/**
 * Why there is no answer.
 *
 * @param title what the status means
 * @param detail what was wrong, and what would be right
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9457">RFC 9457</a>
 */
record Problem(String title, int status, String detail) implements OperationResponseBody {

    private static final MimeType MEDIA_TYPE = MimeType.valueOf("application/problem+json");

    static WebEndpointResponse<OperationResponseBody> badRequest(String detail) {
        return response(new Problem("Bad Request", WebEndpointResponse.STATUS_BAD_REQUEST, detail));
    }

    static WebEndpointResponse<OperationResponseBody> notFound(String detail) {
        return response(new Problem("Not Found", WebEndpointResponse.STATUS_NOT_FOUND, detail));
    }

    static WebEndpointResponse<OperationResponseBody> unavailable(String detail) {
        return response(new Problem("Service Unavailable", WebEndpointResponse.STATUS_SERVICE_UNAVAILABLE, detail));
    }

    private static WebEndpointResponse<OperationResponseBody> response(Problem problem) {
        return new WebEndpointResponse<>(problem, problem.status(), MEDIA_TYPE);
    }
}
