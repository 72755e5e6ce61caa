package dev.idempotency.sample.web;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;

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
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.mail.MailException;
import org.springframework.mail.MailParseException;
import org.springframework.validation.method.ParameterValidationResult;
import org.springframework.web.bind.MethodArgumentNotValidException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.WebRequest;
import org.springframework.web.method.annotation.HandlerMethodValidationException;
import org.springframework.web.servlet.mvc.method.annotation.ResponseEntityExceptionHandler;
import tools.jackson.core.JacksonException;
import tools.jackson.core.exc.StreamConstraintsException;

import dev.idempotency.DuplicateExecutionException;
import dev.idempotency.ExecutionInProgressException;
import dev.idempotency.IdempotencyStoreException;
import dev.idempotency.LockTimeoutException;
import dev.idempotency.PayloadMismatchException;

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
        ResponseEntity<ProblemDetail> answer =
                again(HttpStatus.CONFLICT, "This is being done by another request; ask again later.");
        return naming(ex.executionId(), answer);
    }

    @ExceptionHandler
    ResponseEntity<ProblemDetail> done(DuplicateExecutionException ex) {
        return naming(ex.executionId(), refused(HttpStatus.CONFLICT, "This has been done already."));
    }

    @ExceptionHandler
    ResponseEntity<ProblemDetail> otherPayload(PayloadMismatchException ex) {
        return refused(HttpStatus.UNPROCESSABLE_CONTENT, "This key was used before, with another payload.");
    }

    @ExceptionHandler
    ResponseEntity<ProblemDetail> notSent(MailException ex) {
        log.warn("A message could not be sent", ex);
        return again(HttpStatus.SERVICE_UNAVAILABLE, "The message could not be sent; ask again later.");
    }

    @ExceptionHandler
    ResponseEntity<ProblemDetail> noAddress(MailParseException ex) {
        return refused(HttpStatus.BAD_REQUEST, "The recipient is no e-mail address.");
    }

    @ExceptionHandler
    ResponseEntity<ProblemDetail> lockedForTooLong(LockTimeoutException ex) {
        return again(HttpStatus.SERVICE_UNAVAILABLE, "Somebody else is changing this; ask again later.");
    }

    private static ResponseEntity<ProblemDetail> again(HttpStatus status, String detail) {
        return ResponseEntity.status(status)
                .header(HttpHeaders.RETRY_AFTER, "5")
                .body(ProblemDetail.forStatusAndDetail(status, detail));
    }

    private static ResponseEntity<ProblemDetail> refused(HttpStatus status, String detail) {
        return ResponseEntity.of(ProblemDetail.forStatusAndDetail(status, detail))
                .build();
    }

    private static ResponseEntity<ProblemDetail> naming(String executionId, ResponseEntity<ProblemDetail> answer) {
        ProblemDetail problem = answer.getBody();
        if (problem != null) {
            problem.setProperty("executionId", executionId);
        }
        return answer;
    }

    /** Says where the body is wrong: whoever sent it has no other way to know. */
    @Override
    protected @Nullable ResponseEntity<Object> handleHttpMessageNotReadable(
            HttpMessageNotReadableException ex, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
        if (ex.getCause() instanceof StreamConstraintsException) {
            return problem(ex, headers, HttpStatus.CONTENT_TOO_LARGE, "The body is too large.", request);
        }
        if (ex.getCause() instanceof JacksonException cause) {
            return problem(ex, headers, status, "The body is not valid JSON: " + reason(cause) + ".", request);
        }
        return problem(ex, headers, status, "There is no body that can be read.", request);
    }

    private @Nullable ResponseEntity<Object> problem(
            Exception ex, HttpHeaders headers, HttpStatusCode status, String detail, WebRequest request) {
        return handleExceptionInternal(ex, ProblemDetail.forStatusAndDetail(status, detail), headers, status, request);
    }

    private static String reason(JacksonException cause) {
        String path = cause.getPath().stream()
                .map(JacksonException.Reference::getPropertyName)
                .filter(Objects::nonNull)
                .collect(Collectors.joining("."));
        String place = "line %d, column %d"
                .formatted(cause.getLocation().getLineNr(), cause.getLocation().getColumnNr());
        return path.isEmpty() ? "see " + place : "'" + path + "' cannot be read, at " + place;
    }

    /** Of what is wrong within a body. */
    @Override
    protected @Nullable ResponseEntity<Object> handleMethodArgumentNotValid(
            MethodArgumentNotValidException ex, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
        Map<String, List<String>> errors = new TreeMap<>();
        ex.getFieldErrors()
                .forEach(error -> errors.computeIfAbsent(error.getField(), field -> new ArrayList<>())
                        .add(String.valueOf(error.getDefaultMessage())));
        return invalid(
                ex, ex.updateAndGetBody(getMessageSource(), request.getLocale()), errors, headers, status, request);
    }

    /** Of what is wrong with parameters. */
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
        return invalid(
                ex, ex.updateAndGetBody(getMessageSource(), request.getLocale()), errors, headers, status, request);
    }

    private @Nullable ResponseEntity<Object> invalid(
            Exception ex,
            ProblemDetail problem,
            Map<String, List<String>> errors,
            HttpHeaders headers,
            HttpStatusCode status,
            WebRequest request) {
        problem.setDetail("Not valid: " + String.join(", ", errors.keySet()));
        problem.setProperty("errors", errors);
        return handleExceptionInternal(ex, problem, headers, status, request);
    }
}
