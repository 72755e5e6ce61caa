package dev.idempotency.guide;

interface Mailbox {

    void send(String to, String text);
}
