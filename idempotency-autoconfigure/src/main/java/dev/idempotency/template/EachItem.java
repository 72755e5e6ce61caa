package dev.idempotency.template;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

import dev.idempotency.CallOutcome;
import dev.idempotency.engine.Admission;
import dev.idempotency.engine.Call;
import dev.idempotency.engine.Execution;
import dev.idempotency.store.StoredResult;
import dev.idempotency.task.Task;
import dev.idempotency.task.TaskCalls;

/**
 * Runs an action once for the key of each item. Keys are claimed in batches. Completions are written in batches too, but
 * none waits long for others: until it is written, the death of this node makes its item run again.
 */
final class EachItem<I, T extends @Nullable Object> {

    /** How many keys are held at most while their items wait for their turn. */
    private static final int CLAIMED_TOGETHER = 250;

    private static final int COMPLETED_TOGETHER = 100;
    private static final Duration LONGEST_WAIT = Duration.ofMillis(200);

    private final TaskCalls calls;
    private final Task task;
    private final Function<I, T> action;

    private final Object lock = new Object();
    private final Map<Execution, Outcome> done = new LinkedHashMap<>();

    EachItem(TaskCalls calls, Task task, Function<I, T> action) {
        this.calls = calls;
        this.task = task;
        this.action = action;
    }

    /** An item, the first of those with its key. */
    private record Item<I>(I value, Call call, Outcome outcome) {}

    /** What the items with one key get. */
    private static final class Outcome {

        private int items;
        private @Nullable Object result;
        private @Nullable Throwable failure;
    }

    List<T> execute(Collection<I> items, Function<I, Call> calling) {
        Map<String, Item<I>> byKey = new LinkedHashMap<>();
        List<Outcome> outcomes = new ArrayList<>(items.size());
        for (I item : items) {
            outcomes.add(this.task.enabled() ? outcomeOf(item, calling, byKey) : unprotected(item));
        }
        List<Item<I>> work = List.copyOf(byKey.values());
        if (this.task.policy().exclusive()) {
            work.forEach(this::runAlone);
        } else {
            runTogether(work).forEach(this::runAlone);
        }
        return resultsOf(outcomes);
    }

    private Outcome outcomeOf(I item, Function<I, Call> calling, Map<String, Item<I>> byKey) {
        Outcome outcome = new Outcome();
        try {
            Call call = calling.apply(item);
            outcome = byKey.computeIfAbsent(call.key().full(), key -> new Item<>(item, call, new Outcome()))
                    .outcome();
        } catch (RuntimeException ex) {
            outcome.failure = this.calls.refused(this.task, ex);
        }
        outcome.items++;
        return outcome;
    }

    private Outcome unprotected(I item) {
        this.calls.report(this.task, CallOutcome.BYPASSED);
        Outcome outcome = new Outcome();
        attempt(outcome, () -> this.action.apply(item));
        return outcome;
    }

    /** Answers the items that are running elsewhere. */
    private List<Item<I>> runTogether(List<Item<I>> work) {
        List<Item<I>> busy = new ArrayList<>();
        for (int from = 0; from < work.size(); from += CLAIMED_TOGETHER) {
            List<Item<I>> claimed = work.subList(from, Math.min(work.size(), from + CLAIMED_TOGETHER));
            List<Admission> admissions = this.calls
                    .engine()
                    .admitAll(claimed.stream().map(Item::call).toList());
            try {
                for (int i = 0; i < claimed.size(); i++) {
                    if (admissions.get(i) instanceof Admission.Busy) {
                        busy.add(claimed.get(i));
                    } else {
                        run(claimed.get(i), admissions.get(i));
                    }
                }
            } finally {
                complete();
                giveBackUnstarted(admissions);
            }
        }
        return busy;
    }

    /** Only an error, which nothing goes on after, leaves some. */
    private static void giveBackUnstarted(List<Admission> admissions) {
        for (Admission admission : admissions) {
            if (admission instanceof Admission.Run run && !run.execution().isStarted()) {
                run.execution().giveBack();
            }
        }
    }

    private void run(Item<I> item, Admission admission) {
        ProtectedAction protectedAction = protectedAction(item);
        if (!(admission instanceof Admission.Run run)) {
            attempt(item.outcome(), () -> protectedAction.follow(item.call(), admission));
            return;
        }
        try {
            item.outcome().result = protectedAction.value(run.execution());
        } catch (Throwable ex) {
            this.calls.fail(this.task, run.execution(), ex);
            item.outcome().failure = unlessError(ex);
            return;
        }
        completeSoon(run.execution(), item.outcome());
    }

    private void runAlone(Item<I> item) {
        attempt(item.outcome(), () -> protectedAction(item).execute(item::call));
    }

    private ProtectedAction protectedAction(Item<I> item) {
        return new ProtectedAction(this.calls, this.task, () -> this.action.apply(item.value()));
    }

    private static void attempt(Outcome outcome, Body body) {
        try {
            outcome.result = body.run();
        } catch (Throwable ex) {
            outcome.failure = unlessError(ex);
        }
    }

    private static Throwable unlessError(Throwable failure) {
        if (failure instanceof Error error) {
            throw error;
        }
        return failure;
    }

    /** In a transaction nothing counts before it ends, so there is no hurry. */
    private void completeSoon(Execution execution, Outcome outcome) {
        int waiting;
        synchronized (this.lock) {
            this.done.put(execution, outcome);
            waiting = this.done.size();
        }
        if (waiting == COMPLETED_TOGETHER) {
            complete();
        } else if (waiting == 1 && !this.calls.transactions().isActive()) {
            this.calls.engine().after(LONGEST_WAIT, this::complete);
        }
    }

    private void complete() {
        synchronized (this.lock) {
            if (this.done.isEmpty()) {
                return;
            }
            Map<Execution, StoredResult> results = new LinkedHashMap<>();
            this.done.forEach(
                    (execution, outcome) -> results.put(execution, this.calls.stored(this.task, outcome.result)));
            Map<Execution, RuntimeException> failures = this.calls.engine().succeedAll(results);
            this.done.forEach((execution, outcome) -> {
                outcome.failure = failures.get(execution);
                this.calls.report(this.task, outcome.failure == null ? CallOutcome.EXECUTED : CallOutcome.FAILED);
            });
            this.done.clear();
        }
    }

    @SuppressWarnings("unchecked") // the action's own results, or read back as the type that the caller gave
    private List<T> resultsOf(List<Outcome> outcomes) {
        List<T> results = new ArrayList<>(outcomes.size());
        FirstFailure failures = new FirstFailure();
        for (Outcome outcome : outcomes) {
            results.add((T) outcome.result);
            if (outcome.failure != null) {
                failures.add(outcome.failure);
            }
            if (outcome.items-- > 1) {
                this.calls.report(this.task, outcome.failure == null ? CallOutcome.REPLAYED : CallOutcome.FAILED);
            }
        }
        failures.throwIfAny();
        return results;
    }

    @FunctionalInterface
    private interface Body {

        @Nullable
        Object run() throws Throwable;
    }
}
