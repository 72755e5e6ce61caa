package dev.idempotency.sample.effects;

import java.util.Map;

import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** Shows how many times each effect has really happened. */
@RestController
class EffectsController {

    private final EffectLog effects;

    EffectsController(EffectLog effects) {
        this.effects = effects;
    }

    @GetMapping("/effects")
    Map<String, Long> effects() {
        return this.effects.counts();
    }
}
