package dev.idempotency.benchmarks.compare;

/** The library as an application meets it: a method of a bean, whose result is stored. */
record ThroughTheAspect(Orders orders) implements Candidate {

    @Override
    public String name() {
        return "@Idempotent, result stored and replayed";
    }

    @Override
    public void first(String key) {
        Work.checkReceipt(this.orders.place(key));
    }

    @Override
    public void duplicate(String key) {
        Work.checkReceipt(this.orders.place(key));
    }
}
