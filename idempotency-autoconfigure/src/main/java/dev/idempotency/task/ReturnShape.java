package dev.idempotency.task;

import java.lang.reflect.Method;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.stream.BaseStream;

import org.jspecify.annotations.Nullable;
import org.springframework.core.ResolvableType;

/**
 * How a method returns: the value that is stored, and what is around it.
 *
 * @param wrapping what is around the value
 * @param optional whether the value is in an {@code Optional}, inside of any future
 * @param valueType the type that the value is written and read as, without type variables
 * @param primitive whether the value cannot be {@code null}
 */
public record ReturnShape(Wrapping wrapping, boolean optional, Type valueType, boolean primitive) {

    /** What is around a value. */
    public enum Wrapping {

        /** There is none. */
        NOTHING,

        /** Nothing, or an {@code Optional}. */
        PLAIN,

        /** A future. */
        FUTURE,

        /** Reactor's {@code Mono}. */
        MONO
    }

    /** Of what returns nothing. */
    public static final ReturnShape VOID = new ReturnShape(Wrapping.NOTHING, false, Void.class, false);

    /** What a future can be declared as, so that a {@link CompletableFuture} can be returned. */
    private static final List<Class<?>> FUTURES = List.of(CompletableFuture.class, CompletionStage.class, Future.class);

    private static final String MONO = "reactor.core.publisher.Mono";

    private static final List<String> STREAMS = List.of(
            "org.reactivestreams.Publisher", "java.util.concurrent.Flow$Publisher", "kotlinx.coroutines.flow.Flow");

    /**
     * The shape of a method.
     *
     * @param targetClass resolves the method's type variables
     * @throws UnsupportedOperationException if results of this type cannot be handed to a duplicate; the message says
     *     why
     */
    public static ReturnShape of(Method method, Class<?> targetClass) {
        ResolvableType declared = ResolvableType.forMethodReturnType(method, targetClass);
        Class<?> type = declared.resolve(Object.class);
        if (type == void.class || type == Void.class) {
            return VOID;
        }
        if (type.getName().equals(MONO)) {
            return inner(Wrapping.MONO, declared.getGeneric());
        }
        refuse(type);
        if (FUTURES.contains(type)) {
            return inner(Wrapping.FUTURE, declared.getGeneric());
        }
        return inner(Wrapping.PLAIN, declared);
    }

    /**
     * Of what returns a value of this type.
     *
     * @throws UnsupportedOperationException if it cannot be stored; the message says why
     */
    public static ReturnShape ofValue(Type type) {
        ResolvableType declared = ResolvableType.forType(type);
        Class<?> raw = declared.resolve(Object.class);
        if (raw == void.class || raw == Void.class) {
            return VOID;
        }
        refuse(raw);
        if (FUTURES.contains(raw)) {
            throw new UnsupportedOperationException("a " + raw.getSimpleName()
                    + " is done after the action has returned: wait for its value in the action");
        }
        return inner(Wrapping.PLAIN, declared);
    }

    private static void refuse(Class<?> type) {
        if (isStream(type)) {
            throw new UnsupportedOperationException("a " + type.getSimpleName()
                    + " may be endless, and would have to be collected to be stored: return a Mono of a list,"
                    + " such as flux.collectList()");
        }
        if (Future.class.isAssignableFrom(type) && !FUTURES.contains(type)) {
            throw new UnsupportedOperationException("a duplicate cannot be given a " + type.getName()
                    + ": return CompletableFuture, CompletionStage or Future");
        }
        if (BaseStream.class.isAssignableFrom(type)
                || java.util.Iterator.class.isAssignableFrom(type)
                || java.io.InputStream.class.isAssignableFrom(type)
                || java.io.Reader.class.isAssignableFrom(type)) {
            throw new UnsupportedOperationException("a " + type.getSimpleName()
                    + " can be read once only, so it cannot be stored: return a collection or a value");
        }
    }

    private static boolean isStream(Class<?> type) {
        return STREAMS.contains(type.getName())
                || Arrays.stream(type.getInterfaces()).anyMatch(ReturnShape::isStream)
                || (type.getSuperclass() != null && isStream(type.getSuperclass()));
    }

    private static ReturnShape inner(Wrapping wrapping, ResolvableType type) {
        if (type.resolve() == Optional.class) {
            return new ReturnShape(wrapping, true, concrete(type.getGeneric()), false);
        }
        boolean primitive = type.resolve(Object.class).isPrimitive();
        return new ReturnShape(wrapping, false, concrete(type), primitive);
    }

    /** What {@code type} stands for once every variable in it is replaced by what the target class makes of it. */
    private static Type concrete(ResolvableType type) {
        Class<?> raw = type.resolve(Object.class);
        if (raw.isArray() || !type.hasGenerics()) {
            return raw;
        }
        ResolvableType[] generics = Arrays.stream(type.getGenerics())
                .map(generic -> ResolvableType.forType(concrete(generic)))
                .toArray(ResolvableType[]::new);
        return ResolvableType.forClassWithGenerics(raw, generics).getType();
    }

    /** Whether a future is returned. */
    public boolean isFuture() {
        return this.wrapping == Wrapping.FUTURE;
    }

    /** Whether a {@code Mono} is returned; its value is handed over as it is, without one around it. */
    public boolean isMono() {
        return this.wrapping == Wrapping.MONO;
    }

    /** Whether there is no value. */
    public boolean isVoid() {
        return this.wrapping == Wrapping.NOTHING || this.valueType == Void.class;
    }

    /** Whether the declared type says what to read a stored result as. */
    public boolean isReadable() {
        return isVoid() || this.valueType != Object.class;
    }

    /** The value to store of what the method, or its future, gave. */
    public @Nullable Object unwrapped(@Nullable Object returned) {
        return returned instanceof Optional<?> value && this.optional ? value.orElse(null) : returned;
    }

    /** What a caller gets for a stored value. */
    @SuppressWarnings("FutureReturnValueIgnored")
    public @Nullable Object wrapped(@Nullable Object value) {
        Object inner = this.optional ? Optional.ofNullable(value) : value;
        return isFuture() ? CompletableFuture.completedFuture(inner) : inner;
    }

    /** What a caller gets when there is nothing to give. */
    @SuppressWarnings("FutureReturnValueIgnored")
    public @Nullable Object nothing() {
        if (isFuture()) {
            return CompletableFuture.completedFuture(null);
        }
        return this.optional ? Optional.empty() : null;
    }
}
