package dev.idempotency.sample.maintenance;

import java.time.LocalTime;

import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

import dev.idempotency.sample.web.RefusedException;
import dev.idempotency.sample.web.Text;

/** Takes schedules of maintenance. */
@RestController
class SchedulesController {

    private final ScheduleService schedules;

    SchedulesController(ScheduleService schedules) {
        this.schedules = schedules;
    }

    @PostMapping("/schedules")
    @ResponseStatus(HttpStatus.CREATED)
    Schedule add(
            @RequestParam @Text(max = 100) String asset,
            @RequestParam @Text(max = 200) String title,
            @RequestParam LocalTime from,
            @RequestParam LocalTime to) {
        if (!from.isBefore(to)) {
            throw RefusedException.invalid("to", "must be later than 'from'");
        }
        return this.schedules.add(asset, title, from, to);
    }
}
