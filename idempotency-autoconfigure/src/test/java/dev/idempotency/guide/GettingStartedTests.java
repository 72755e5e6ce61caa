package dev.idempotency.guide;

import java.util.UUID;

import org.junit.jupiter.api.Test;

import dev.idempotency.aop.IdempotentApplication;

import static org.assertj.core.api.Assertions.assertThat;

/** {@code .ci/newcomer} does what docs/getting-started.md says, in a project of its own. */
class GettingStartedTests {

    @Test
    void sendsOneInvoiceForEachOrder() {
        IdempotentApplication.withDatabase("jdbc:h2:mem:" + UUID.randomUUID())
                .withBean(Invoices.class)
                .withBean(InvoiceController.class)
                .run(context -> {
                    InvoiceController controller = context.getBean(InvoiceController.class);
                    assertThat(controller.send("4711")).isEqualTo("Invoice 1 for order 4711");
                    assertThat(controller.send("4711")).isEqualTo("Invoice 1 for order 4711");
                    assertThat(controller.send("4712")).isEqualTo("Invoice 2 for order 4712");
                });
    }
}
