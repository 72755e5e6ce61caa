package dev.idempotency.aop;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.asm.ClassReader;
import org.springframework.asm.ClassVisitor;
import org.springframework.asm.Handle;
import org.springframework.asm.MethodVisitor;
import org.springframework.asm.Opcodes;
import org.springframework.asm.SpringAsmInfo;
import org.springframework.asm.Type;
import org.springframework.util.ClassUtils;

/**
 * Finds methods that call an idempotent method on {@code this}: such a call passes the proxy by and is not protected.
 * Read from the byte code; a method that may have another object of its class, such as its own proxy injected, is given
 * the benefit of the doubt.
 */
final class SelfCalls {

    private static final Logger logger = LoggerFactory.getLogger(SelfCalls.class);

    private SelfCalls() {}

    /** Warns of each call. */
    static void warnOf(Class<?> userClass, Set<Method> idempotent) {
        for (String call : in(userClass, idempotent)) {
            logger.warn(
                    "{} on this: the call does not go through the proxy and is NOT protected. Move the method to another"
                            + " bean, or call it on the injected bean.",
                    call);
        }
    }

    /** Calls such as {@code Orders.importAll calls close}, in the class and what it inherits from. */
    static Set<String> in(Class<?> userClass, Set<Method> idempotent) {
        Set<String> signatures = idempotent.stream()
                .map(method -> method.getName() + Type.getMethodDescriptor(method))
                .collect(Collectors.toSet());
        Set<String> found = new TreeSet<>();
        for (Class<?> type = userClass; type != null && type != Object.class; type = type.getSuperclass()) {
            ClassReader reader = read(type);
            if (reader != null) {
                reader.accept(new Callers(type, signatures, found), ClassReader.SKIP_DEBUG | ClassReader.SKIP_FRAMES);
            }
        }
        return found;
    }

    /** {@code null} where there is no byte code to read, as in a native image. */
    private static @Nullable ClassReader read(Class<?> type) {
        try (InputStream bytes = type.getResourceAsStream(ClassUtils.getClassFileName(type))) {
            return bytes == null ? null : new ClassReader(bytes);
        } catch (IOException | IllegalArgumentException ex) {
            logger.debug("The byte code of {} cannot be read", type.getName(), ex);
            return null;
        }
    }

    private static final class Callers extends ClassVisitor {

        private final Class<?> type;
        private final Set<String> signatures;
        private final Set<String> found;

        Callers(Class<?> type, Set<String> signatures, Set<String> found) {
            super(SpringAsmInfo.ASM_VERSION);
            this.type = type;
            this.signatures = signatures;
            this.found = found;
        }

        @Override
        public @Nullable MethodVisitor visitMethod(
                int access,
                String name,
                String descriptor,
                @Nullable String signature,
                String @Nullable [] exceptions) {
            boolean bridge = (access & Opcodes.ACC_BRIDGE) != 0;
            return bridge ? null : new Body(name, descriptor);
        }

        /** One method's body; what it does with other objects of its class is not known. */
        private final class Body extends MethodVisitor {

            private final String caller;
            private final String self = Type.getInternalName(Callers.this.type);
            private final List<String> called = new ArrayList<>();
            private boolean mayHaveAnother;

            Body(String name, String descriptor) {
                super(SpringAsmInfo.ASM_VERSION);
                this.caller = name.startsWith("lambda$") ? "a lambda" : name;
                for (Type argument : Type.getArgumentTypes(descriptor)) {
                    meet(argument);
                }
            }

            private void meet(Type other) {
                this.mayHaveAnother |= other.getSort() == Type.OBJECT
                        && other.getInternalName().equals(this.self);
            }

            private void call(String owner, String name, String descriptor) {
                if (owner.equals(this.self) && Callers.this.signatures.contains(name + descriptor)) {
                    this.called.add(name);
                }
            }

            @Override
            public void visitMethodInsn(int opcode, String owner, String name, String descriptor, boolean isInterface) {
                call(owner, name, descriptor);
                meet(Type.getReturnType(descriptor));
            }

            @Override
            public void visitInvokeDynamicInsn(
                    String name, String descriptor, Handle bootstrap, Object... bootstrapArguments) {
                for (Object argument : bootstrapArguments) {
                    if (argument instanceof Handle handle) {
                        call(handle.getOwner(), handle.getName(), handle.getDesc());
                    }
                }
            }

            @Override
            public void visitFieldInsn(int opcode, String owner, String name, String descriptor) {
                meet(Type.getType(descriptor));
            }

            @Override
            public void visitTypeInsn(int opcode, String other) {
                meet(Type.getObjectType(other));
            }

            @Override
            public void visitEnd() {
                if (!this.mayHaveAnother) {
                    this.called.forEach(method -> Callers.this.found.add(
                            ClassUtils.getShortName(Callers.this.type) + "." + this.caller + " calls " + method));
                }
            }
        }
    }
}
