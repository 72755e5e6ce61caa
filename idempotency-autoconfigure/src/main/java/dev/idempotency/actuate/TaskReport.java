package dev.idempotency.actuate;

import java.util.List;

import org.springframework.boot.actuate.endpoint.OperationResponseBody;

/**
 * What the endpoint shows of one task.
 *
 * @param task its name
 * @param statistics what became of its calls, on all nodes
 * @param records those of its latest executions first
 */
record TaskReport(String task, StatisticsDescription statistics, List<RecordDescription> records)
        implements OperationResponseBody {}
