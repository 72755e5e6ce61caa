package dev.idempotency.sample.tickets;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;

import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Gives the scheduled task something to do. */
@RestController
class TicketsController {

    private final TicketSeeds seeds;

    TicketsController(TicketSeeds seeds) {
        this.seeds = seeds;
    }

    @PostMapping("/tickets")
    Seeded seed(@RequestParam @Min(1) @Max(1000) int count) {
        this.seeds.plant(count);
        return new Seeded(count);
    }

    record Seeded(int seeded) {}
}
