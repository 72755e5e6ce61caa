package dev.idempotency.engine;

/** Throws what an action threw, checked or not, as it is. */
public final class Unchanged {

    private Unchanged() {}

    /**
     * Never returns; to be written as {@code throw Unchanged.thrown(failure)}, so that the compiler knows.
     *
     * @throws X the failure itself
     */
    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    public static <X extends Throwable> RuntimeException thrown(Throwable failure) throws X {
        throw (X) failure;
    }
}
