package dev.idempotency.guide;

import java.util.concurrent.atomic.AtomicInteger;

import org.springframework.stereotype.Service;

import dev.idempotency.Idempotent;

// tag::service
@Service
class Invoices {

    private final AtomicInteger sent = new AtomicInteger();

    @Idempotent("#order")
    public String send(String order) {
        return "Invoice " + this.sent.incrementAndGet() + " for order " + order;
    }
}
// end::service
