package dev.idempotency.sample.shifts;

import java.security.Principal;

import org.springframework.context.annotation.Profile;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** Takes check-ins. */
@RestController
@Profile("secure")
class ShiftsController {

    private final CheckInService service;

    ShiftsController(CheckInService service) {
        this.service = service;
    }

    /** The second time on a day, the answer is that of the first. */
    @PostMapping("/check-ins")
    CheckIn checkIn(Principal person) {
        return this.service.checkIn(person.getName());
    }
}
