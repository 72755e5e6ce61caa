package dev.idempotency.template;

/** Throws what an action threw, checked or not, as it is. */
final class Unchanged {

    private Unchanged() {}

    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    static <X extends Throwable> RuntimeException thrown(Throwable failure) throws X {
        throw (X) failure;
    }
}
