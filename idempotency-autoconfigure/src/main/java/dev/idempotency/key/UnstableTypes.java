package dev.idempotency.key;

import java.lang.reflect.Proxy;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/** Types whose objects have no content that stays the same, so that no digest of them can tell two calls apart. */
final class UnstableTypes {

    /** By name, because most of them are not on every class path. */
    private static final Set<String> NAMES = Set.of(
            "java.io.InputStream",
            "java.io.OutputStream",
            "java.io.Reader",
            "java.io.Writer",
            "java.lang.ClassLoader",
            "java.lang.Process",
            "java.lang.Thread",
            "java.nio.channels.Channel",
            "java.security.Principal",
            "java.sql.Connection",
            "java.util.Iterator",
            "java.util.concurrent.Executor",
            "java.util.concurrent.Future",
            "java.util.concurrent.locks.Lock",
            "java.util.stream.BaseStream",
            "jakarta.servlet.ServletRequest",
            "jakarta.servlet.ServletResponse",
            "jakarta.servlet.http.HttpSession",
            "org.reactivestreams.Publisher",
            "org.springframework.beans.factory.BeanFactory",
            "org.springframework.core.env.Environment",
            "org.springframework.ui.Model",
            "org.springframework.web.context.request.RequestAttributes",
            "org.springframework.web.server.ServerWebExchange");

    private UnstableTypes() {}

    static boolean contains(@Nullable Class<?> type) {
        if (type == null || type == Object.class) {
            return false;
        }
        if (NAMES.contains(type.getName()) || type.isHidden() || Proxy.isProxyClass(type)) {
            return true;
        }
        for (Class<?> implemented : type.getInterfaces()) {
            if (contains(implemented)) {
                return true;
            }
        }
        return contains(type.getSuperclass());
    }
}
