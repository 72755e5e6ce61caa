package dev.idempotency.guide;

import java.time.YearMonth;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import static org.assertj.core.api.Assertions.assertThat;

/** What the examples act upon. Whatever they do is counted, and can be made to wait or to fail. */
final class Office implements Bank, Mailbox, Printer {

    private final Map<String, Integer> done = new ConcurrentHashMap<>();
    private final AtomicInteger begun = new AtomicInteger();
    private final AtomicInteger failures = new AtomicInteger();
    private final AtomicInteger waiting = new AtomicInteger();
    private final CountDownLatch opened = new CountDownLatch(1);
    private volatile boolean closed;

    @Override
    public Payslip pay(String employee, YearMonth month) {
        return new Payslip(employee, month, act("pay " + employee));
    }

    @Override
    public void send(String to, String text) {
        act("send " + to);
    }

    @Override
    public Report print(String name) {
        return new Report(name, act("print " + name));
    }

    private int act(String what) {
        this.begun.incrementAndGet();
        if (this.closed) {
            waitUntilOpen();
        }
        if (this.failures.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
            throw new IllegalStateException("no paper");
        }
        return this.done.merge(what, 1, Integer::sum);
    }

    private void waitUntilOpen() {
        this.waiting.incrementAndGet();
        try {
            assertThat(this.opened.await(30, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException ex) {
            throw new IllegalStateException(ex);
        }
    }

    /** Whatever is begun from now on waits, until {@link #open()}. */
    void close() {
        this.closed = true;
    }

    /** Whatever is begun from now on does not wait; what waits still does. */
    void letOthersPass() {
        this.closed = false;
    }

    /** From now on, nothing ever waits. */
    void open() {
        this.closed = false;
        this.opened.countDown();
    }

    /** How many have had to wait so far. */
    int waiting() {
        return this.waiting.get();
    }

    void failNext(int times) {
        this.failures.set(times);
    }

    /** How often something was begun, whether it waits, has failed or is done. */
    int begun() {
        return this.begun.get();
    }

    /** How often that was done, such as {@code pay ann}. */
    int times(String what) {
        return this.done.getOrDefault(what, 0);
    }
}
