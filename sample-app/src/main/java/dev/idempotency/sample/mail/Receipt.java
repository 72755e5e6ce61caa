package dev.idempotency.sample.mail;

import java.util.UUID;

/**
 * The stored result of sending a message. A task takes the request as an argument that is no part of its key and returns
 * it in here: a replayed result then names another request than the caller's.
 *
 * @param sentFor the request that the message was sent for
 */
public record Receipt(UUID sentFor) {

    /** What whoever made {@code request} is told. */
    public Delivery deliveryFor(UUID request) {
        boolean sent = this.sentFor.equals(request);
        return new Delivery(sent, !sent);
    }
}
