package dev.idempotency.sample.security;

import jakarta.servlet.DispatcherType;

import org.springframework.boot.health.actuate.endpoint.HealthEndpoint;
import org.springframework.boot.security.autoconfigure.actuate.web.servlet.EndpointRequest;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Profile;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetails;
import org.springframework.security.provisioning.InMemoryUserDetailsManager;
import org.springframework.security.web.SecurityFilterChain;

/** People authenticate, and the actuator's endpoints, which show keys, are for operators. */
@Configuration(proxyBeanMethods = false)
@Profile("secure")
class SecureFacility {

    private static final String OPERATOR = "OPERATOR";

    @Bean
    SecurityFilterChain facility(HttpSecurity http) throws Exception {
        return http.authorizeHttpRequests(requests -> requests.dispatcherTypeMatchers(DispatcherType.ERROR)
                        .permitAll()
                        .requestMatchers(EndpointRequest.to(HealthEndpoint.class))
                        .permitAll()
                        .requestMatchers(EndpointRequest.toAnyEndpoint())
                        .hasRole(OPERATOR)
                        .anyRequest()
                        .authenticated())
                .httpBasic(Customizer.withDefaults())
                // Every request brings its password along: there is no session that another site could ride on.
                .sessionManagement(sessions -> sessions.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
                .csrf(AbstractHttpConfigurer::disable)
                .build();
    }

    /** For looking at, as the passwords are: a name is its own password. */
    @Bean
    InMemoryUserDetailsManager people() {
        return new InMemoryUserDetailsManager(
                person("ann", "EMPLOYEE"), person("bob", "EMPLOYEE"), person("olga", OPERATOR));
    }

    private static UserDetails person(String name, String role) {
        return User.withUsername(name).password("{noop}" + name).roles(role).build();
    }
}
