package dev.idempotency.guide;

record Report(String name, int number) {}
