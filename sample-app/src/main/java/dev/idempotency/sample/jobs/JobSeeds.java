package dev.idempotency.sample.jobs;

import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Makes jobs that are overdue already. */
@Component
class JobSeeds {

    private final Jobs jobs;

    JobSeeds(Jobs jobs) {
        this.jobs = jobs;
    }

    @Transactional
    public void plant(int count) {
        for (int number = 1; number <= count; number++) {
            this.jobs.addOverdue("Replace filter " + number);
        }
    }
}
