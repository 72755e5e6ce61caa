package dev.idempotency.benchmarks.compare;

import org.springframework.beans.factory.annotation.Autowired;

import dev.idempotency.Idempotent;

/** The work behind the library's aspect. */
class Orders {

    private final Work work;

    @Autowired
    Orders(Work work) {
        this.work = work;
    }

    @Idempotent(name = "orders", key = "#key", ttl = "1h")
    public String place(String key) {
        return this.work.run();
    }
}
