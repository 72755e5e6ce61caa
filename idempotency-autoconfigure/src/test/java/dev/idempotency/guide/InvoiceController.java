package dev.idempotency.guide;

import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

// tag::controller
@RestController
class InvoiceController {

    private final Invoices invoices;

    InvoiceController(Invoices invoices) {
        this.invoices = invoices;
    }

    @PostMapping("/invoices/{order}")
    String send(@PathVariable String order) {
        return this.invoices.send(order);
    }
}
// end::controller
