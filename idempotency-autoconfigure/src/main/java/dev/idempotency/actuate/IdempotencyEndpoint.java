package dev.idempotency.actuate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.actuate.endpoint.Access;
import org.springframework.boot.actuate.endpoint.OperationResponseBody;
import org.springframework.boot.actuate.endpoint.annotation.DeleteOperation;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.boot.actuate.endpoint.web.annotation.WebEndpoint;

import dev.idempotency.IdempotencyRecords;
import dev.idempotency.IdempotencyStoreException;
import dev.idempotency.InvalidIdempotencyKeyException;
import dev.idempotency.StatisticsPeriod;
import dev.idempotency.Status;
import dev.idempotency.aop.BeanMethods;
import dev.idempotency.key.ExecutionKey;
import dev.idempotency.store.IdempotencyStore;
import dev.idempotency.task.TaskRegistry;

/**
 * What is protected and how, what is not, and single records. Reads only, unless
 * {@code management.endpoint.idempotency.access} is {@code unrestricted}.
 */
@WebEndpoint(id = "idempotency", defaultAccess = Access.READ_ONLY)
public final class IdempotencyEndpoint {

    private static final Logger logger = LoggerFactory.getLogger(IdempotencyEndpoint.class);

    private static final int DEFAULT_LIMIT = 20;
    private static final int MAX_LIMIT = 200;

    private final IdempotencyStore store;
    private final BeanMethods methods;
    private final TaskRegistry tasks;
    private final IdempotencyRecords records;
    private final String namespace;

    /**
     * Makes an endpoint.
     *
     * @param store says what it is made of
     * @param namespace what full keys begin with
     */
    public IdempotencyEndpoint(
            IdempotencyStore store,
            BeanMethods methods,
            TaskRegistry tasks,
            IdempotencyRecords records,
            String namespace) {
        this.store = store;
        this.methods = methods;
        this.tasks = tasks;
        this.records = records;
        this.namespace = namespace;
    }

    /**
     * Without parameters everything, otherwise the record of a key.
     *
     * @param task the task's name
     * @param key the key as given to the task, in its current window; or a full key
     */
    @ReadOperation
    public WebEndpointResponse<OperationResponseBody> overview(@Nullable String task, @Nullable String key) {
        if (task == null && key == null) {
            return answer(() -> new Overview(this.store.state(), tasks(), this.methods.unprotectedMethods()));
        }
        return withRecord(
                task,
                key,
                (name, given) -> (isFull(name, given) ? this.records.find(given) : this.records.find(name, given))
                        .<WebEndpointResponse<OperationResponseBody>>map(
                                found -> new WebEndpointResponse<>(RecordDescription.of(found)))
                        .orElseGet(() -> noRecord(name, given)));
    }

    /**
     * The statistics and the records of a task.
     *
     * @param task its name
     * @param period of the statistics: {@code 1h}, {@code 24h} (the default), {@code 7d} or {@code 30d}
     * @param status only records in this state: {@code running}, {@code done} or {@code failed}
     * @param offset how many to leave out, from 0
     * @param limit how many there are at most
     */
    @ReadOperation
    public WebEndpointResponse<OperationResponseBody> task(
            @Selector String task,
            @Nullable String period,
            @Nullable String status,
            @Nullable String offset,
            @Nullable String limit) {
        return answering(() -> {
            StatisticsPeriod asked = period == null ? StatisticsPeriod.LAST_DAY : StatisticsPeriod.of(period);
            List<RecordDescription> found = this.records
                    .list(
                            task,
                            status == null ? null : status(status),
                            number("offset", offset, 0, 0, Integer.MAX_VALUE),
                            number("limit", limit, DEFAULT_LIMIT, 1, MAX_LIMIT))
                    .stream()
                    .map(RecordDescription::of)
                    .toList();
            return found.isEmpty() && this.tasks.find(task).isEmpty()
                    ? Problem.notFound("This node knows no task '" + task + "', and there are no records of one.")
                    : new WebEndpointResponse<>(new TaskReport(
                            task, StatisticsDescription.of(this.records.statistics(task, asked)), found));
        });
    }

    /**
     * Forgets the record of a key, so that the next call runs again.
     *
     * @param task the task's name
     * @param key as for {@link #overview}
     */
    @DeleteOperation
    public WebEndpointResponse<OperationResponseBody> forget(@Nullable String task, @Nullable String key) {
        return withRecord(task, key, (name, given) -> {
            boolean forgotten = isFull(name, given) ? this.records.forget(given) : this.records.forget(name, given);
            if (!forgotten) {
                return noRecord(name, given);
            }
            logger.info("The record of {}[{}] was forgotten through the endpoint", name, ExecutionKey.shown(given));
            return new WebEndpointResponse<>(WebEndpointResponse.STATUS_NO_CONTENT);
        });
    }

    private List<TaskDescription> tasks() {
        List<TaskDescription> found = new ArrayList<>();
        this.methods.protectedMethods().stream().map(TaskDescription::of).forEach(found::add);
        Set<String> annotated = found.stream().map(TaskDescription::name).collect(Collectors.toSet());
        this.tasks.all().stream()
                .filter(task -> !annotated.contains(task.name()))
                .map(TaskDescription::of)
                .forEach(found::add);
        found.sort(Comparator.comparing(TaskDescription::name));
        return found;
    }

    private boolean isFull(String task, String key) {
        return key.startsWith(this.namespace + ":" + task + ":");
    }

    private static WebEndpointResponse<OperationResponseBody> noRecord(String task, String key) {
        return Problem.notFound("There is no record of " + task + "[" + ExecutionKey.shown(key)
                + "]: it was never claimed, has expired, or was forgotten.");
    }

    private static WebEndpointResponse<OperationResponseBody> withRecord(
            @Nullable String task, @Nullable String key, RecordOperation operation) {
        if (task == null || task.isBlank() || key == null || key.isBlank()) {
            return Problem.badRequest("A record is looked up by both 'task' and 'key', neither of them blank:"
                    + " ?task=ReportService.generate&key=42");
        }
        return answering(() -> operation.on(task, key));
    }

    private static WebEndpointResponse<OperationResponseBody> answer(Supplier<OperationResponseBody> body) {
        return answering(() -> new WebEndpointResponse<>(body.get()));
    }

    private static WebEndpointResponse<OperationResponseBody> answering(
            Supplier<WebEndpointResponse<OperationResponseBody>> operation) {
        try {
            return operation.get();
        } catch (IllegalArgumentException | InvalidIdempotencyKeyException ex) {
            return Problem.badRequest(String.valueOf(ex.getMessage()));
        } catch (IdempotencyStoreException ex) {
            logger.warn("The endpoint could not ask the store: {}", ex.getMessage());
            return Problem.unavailable("The store cannot be reached at the moment; the log says why.");
        }
    }

    private static Status status(String text) {
        return Arrays.stream(Status.values())
                .filter(status -> status.name().equals(text.toUpperCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(() ->
                        new IllegalArgumentException("The status is running, done or failed, not '" + text + "'."));
    }

    private static int number(String parameter, @Nullable String text, int otherwise, int least, int most) {
        if (text == null) {
            return otherwise;
        }
        try {
            int number = Integer.parseInt(text);
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException ex) {
            // Said below.
        }
        throw new IllegalArgumentException(
                "The " + parameter + " is a number from " + least + " to " + most + ", not '" + text + "'.");
    }

    /** What is done with a record. */
    @FunctionalInterface
    private interface RecordOperation {

        WebEndpointResponse<OperationResponseBody> on(String task, String key);
    }
}
