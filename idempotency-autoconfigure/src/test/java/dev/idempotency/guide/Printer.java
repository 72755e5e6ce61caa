package dev.idempotency.guide;

interface Printer {

    Report print(String name);
}
