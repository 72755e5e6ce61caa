package dev.idempotency.key;

import java.security.Principal;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.springframework.security.authentication.AuthenticationTrustResolver;
import org.springframework.security.authentication.AuthenticationTrustResolverImpl;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.util.ClassUtils;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;

/**
 * The user on whose behalf the current thread runs, as far as a library on the class path knows: who is authenticated
 * with Spring Security, else the principal of the servlet request.
 */
public final class CurrentUser {

    /** The scope that this is the value of, unless a bean says otherwise. */
    public static final String SCOPE = "user";

    private final List<Supplier<@Nullable String>> sources = new ArrayList<>();

    /** Looks once for the libraries that know a user. */
    public CurrentUser(@Nullable ClassLoader classLoader) {
        if (ClassUtils.isPresent("org.springframework.security.core.context.SecurityContextHolder", classLoader)) {
            this.sources.add(Authenticated::name);
        }
        if (ClassUtils.isPresent("org.springframework.web.context.request.ServletRequestAttributes", classLoader)
                && ClassUtils.isPresent("jakarta.servlet.http.HttpServletRequest", classLoader)) {
            this.sources.add(Requesting::name);
        }
    }

    /** Whether there is a library that may know a user. */
    public boolean isKnowable() {
        return !this.sources.isEmpty();
    }

    /** The user's name; {@code null} if nobody is logged in, or only anonymously. */
    public @Nullable String name() {
        for (Supplier<@Nullable String> source : this.sources) {
            String name = source.get();
            if (name != null) {
                return name;
            }
        }
        return null;
    }

    /** Loaded only where Spring Security is. */
    private static final class Authenticated {

        private static final AuthenticationTrustResolver TRUST = new AuthenticationTrustResolverImpl();

        static @Nullable String name() {
            Authentication authentication = SecurityContextHolder.getContext().getAuthentication();
            return authentication != null && TRUST.isAuthenticated(authentication) ? authentication.getName() : null;
        }
    }

    /** Loaded only where Spring Web and the servlet API are. */
    private static final class Requesting {

        static @Nullable String name() {
            if (!(RequestContextHolder.getRequestAttributes() instanceof ServletRequestAttributes attributes)) {
                return null;
            }
            Principal principal = attributes.getRequest().getUserPrincipal();
            return principal == null ? null : principal.getName();
        }
    }
}
