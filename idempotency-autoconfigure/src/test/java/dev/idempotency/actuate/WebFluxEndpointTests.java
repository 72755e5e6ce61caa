package dev.idempotency.actuate;

import org.springframework.boot.WebApplicationType;

/** On WebFlux. */
class WebFluxEndpointTests extends AbstractEndpointTests {

    @Override
    WebApplicationType type() {
        return WebApplicationType.REACTIVE;
    }
}
