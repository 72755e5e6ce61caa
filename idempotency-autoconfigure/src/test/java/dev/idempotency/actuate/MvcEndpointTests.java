package dev.idempotency.actuate;

import org.springframework.boot.WebApplicationType;

/** On Spring MVC. */
class MvcEndpointTests extends AbstractEndpointTests {

    @Override
    WebApplicationType type() {
        return WebApplicationType.SERVLET;
    }
}
