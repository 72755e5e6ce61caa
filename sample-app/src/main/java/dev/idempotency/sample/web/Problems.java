package dev.idempotency.sample.web;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.MessageSourceResolvable;
import org.springframework.core.task.TaskRejectedException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.validation.method.ParameterValidationResult;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.WebRequest;
import org.springframework.web.method.annotation.HandlerMethodValidationException;
import org.springframework.web.servlet.mvc.method.annotation.ResponseEntityExceptionHandler;

import dev.idempotency.ExecutionInProgressException;
import dev.idempotency.IdempotencyStoreException;

/** Answers what goes wrong with problem details (RFC 9457). */
@RestControllerAdvice
class Problems extends ResponseEntityExceptionHandler {

    private static final Logger log = LoggerFactory.getLogger(Problems.class);

    /** The queue of the executor is full; the library has given the key back, so the same request can come again. */
    @ExceptionHandler
    ResponseEntity<ProblemDetail> busy(TaskRejectedException ex) {
        return again(HttpStatus.SERVICE_UNAVAILABLE, "There is too much to do at the moment; ask again later.");
    }

    @ExceptionHandler
    ResponseEntity<ProblemDetail> storeFailed(IdempotencyStoreException ex) {
        log.error("The idempotency store failed", ex);
        return again(
                HttpStatus.SERVICE_UNAVAILABLE,
                "It cannot be told at the moment whether this has been done already; ask again later.");
    }

    @ExceptionHandler
    ResponseEntity<ProblemDetail> inProgress(ExecutionInProgressException ex) {
        return again(HttpStatus.CONFLICT, "This is being done by another request; ask again later.");
    }

    private static ResponseEntity<ProblemDetail> again(HttpStatus status, String detail) {
        return ResponseEntity.status(status)
                .header(HttpHeaders.RETRY_AFTER, "5")
                .body(ProblemDetail.forStatusAndDetail(status, detail));
    }

    @Override
    protected @Nullable ResponseEntity<Object> handleHandlerMethodValidationException(
            HandlerMethodValidationException ex, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
        Map<String, List<String>> errors = new TreeMap<>();
        for (ParameterValidationResult result : ex.getParameterValidationResults()) {
            errors.put(
                    String.valueOf(result.getMethodParameter().getParameterName()),
                    result.getResolvableErrors().stream()
                            .map(MessageSourceResolvable::getDefaultMessage)
                            .map(String::valueOf)
                            .sorted()
                            .toList());
        }
        ProblemDetail problem = ex.updateAndGetBody(getMessageSource(), request.getLocale());
        problem.setDetail("Not valid: " + String.join(", ", errors.keySet()));
        problem.setProperty("errors", errors);
        return handleExceptionInternal(ex, problem, headers, status, request);
    }
}
