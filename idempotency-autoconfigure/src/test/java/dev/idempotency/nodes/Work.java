package dev.idempotency.nodes;

import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;

import dev.idempotency.IdempotencyContext;
import dev.idempotency.LeaseLostException;

/** What every task does: has its effect at once, and then whatever the test tells it, until that is the end. */
final class Work {

    private final Effects effects;
    private final ConcurrentMap<String, BlockingQueue<Word>> words = new ConcurrentHashMap<>();
    private final ConcurrentMap<String, List<String>> said = new ConcurrentHashMap<>();

    Work(Effects effects) {
        this.effects = effects;
    }

    /** What a test tells a running task. */
    enum Word {
        RETURN,
        FAIL,
        ENSURE_HELD
    }

    void tell(String key, Word word) {
        wordsFor(key).add(word);
    }

    /** What happened in this node for a key, in order. */
    List<String> said(String key) {
        return this.said.computeIfAbsent(key, unused -> new CopyOnWriteArrayList<>());
    }

    /** Returns the id of the execution, which tells apart whose result somebody got. */
    String perform(String key) {
        IdempotencyContext context = IdempotencyContext.current().orElseThrow();
        this.effects.add(key, context.executionId());
        said(key).add("runs " + context.executionId());
        while (true) {
            switch (nextWord(key)) {
                case RETURN -> {
                    return context.executionId();
                }
                case FAIL -> throw new IllegalStateException("told to fail");
                case ENSURE_HELD -> said(key).add(isHeld(context) ? "held" : "not held");
            }
        }
    }

    private static boolean isHeld(IdempotencyContext context) {
        try {
            context.ensureHeld();
            return true;
        } catch (LeaseLostException ex) {
            return false;
        }
    }

    /** Deaf to interrupts, as work in a driver may be: only the end of the process ends it. */
    private Word nextWord(String key) {
        while (true) {
            try {
                return wordsFor(key).take();
            } catch (InterruptedException ex) {
                said(key).add("interrupted");
            }
        }
    }

    private BlockingQueue<Word> wordsFor(String key) {
        return this.words.computeIfAbsent(key, unused -> new LinkedBlockingQueue<>());
    }
}
