package dev.idempotency.guide;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ScheduledFuture;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Configuration;
import org.springframework.scheduling.TaskScheduler;
import org.springframework.scheduling.Trigger;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.scheduling.support.SimpleTriggerContext;
import org.springframework.security.authentication.TestingAuthenticationToken;
import org.springframework.security.core.context.SecurityContextHolder;

import dev.idempotency.IdempotencyRecord;
import dev.idempotency.IdempotencyRecords;
import dev.idempotency.InvalidIdempotencyKeyException;
import dev.idempotency.aop.IdempotentApplication;
import dev.idempotency.guide.Keys.Company;
import dev.idempotency.guide.Keys.Nightly;
import dev.idempotency.guide.Keys.Reminders;
import dev.idempotency.guide.Keys.Tenants;
import dev.idempotency.guide.Keys.Ticket;
import dev.idempotency.guide.Keys.Tickets;
import dev.idempotency.store.IdempotencyStore;
import dev.idempotency.store.memory.MemoryIdempotencyStore;
import dev.idempotency.test.SettableClock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

@Timeout(60)
class KeysTests {

    private static final Ticket TICKET = new Ticket("4711", "ann@example.org", "Broken lamp");

    @TempDir
    private Path folder;

    @AfterEach
    void logOut() {
        SecurityContextHolder.clearContext();
    }

    private static ApplicationContextRunner application() {
        return IdempotentApplication.inMemory(Keys.Scopes.class)
                .withBean(Office.class)
                .withBean(SettableClock.class)
                .withBean("company", Company.class, () -> new Company("acme"))
                .withBean(Tenants.class)
                .withBean(Tickets.class)
                .withBean(Reminders.class)
                .withBean(Keys.Files.class)
                .withPropertyValues("spring.application.name=desk", "idempotency.zone=Europe/Paris");
    }

    private static void run(Scenario scenario) {
        application().run(context -> {
            assertThat(context).hasNotFailed();
            scenario.run(context, context.getBean(Office.class));
        });
    }

    private interface Scenario {

        void run(AssertableApplicationContext context, Office office) throws Exception;
    }

    private static List<String> keys(AssertableApplicationContext context, String task) {
        return context.getBean(IdempotencyRecords.class).list(task, null, 0, 10).stream()
                .map(IdempotencyRecord::fullKey)
                .toList();
    }

    @Test
    void makesKeysOfExpressions() {
        run((context, office) -> {
            Tickets tickets = context.getBean(Tickets.class);
            tickets.print(TICKET);
            tickets.printPrices();
            tickets.printFor(TICKET);
            assertThat(keys(context, "Tickets.print")).containsExactly("desk:Tickets.print:global:4711");
            assertThat(keys(context, "Tickets.printPrices"))
                    .containsExactly("desk:Tickets.printPrices:global:price-list");
            assertThat(keys(context, "Tickets.printFor")).containsExactly("desk:Tickets.printFor:global:acme:4711");
        });
    }

    @Test
    void digestsArgumentsByContent() {
        run((context, office) -> {
            Tickets tickets = context.getBean(Tickets.class);
            tickets.search(TICKET, Map.of("a", "1", "b", "2"));
            tickets.search(new Ticket("4711", "ann@example.org", "Broken lamp"), Map.of("b", "2", "a", "1"));
            assertThat(office.times("print Broken lamp")).isOne();
            tickets.search(TICKET, Map.of("a", "1"));
            assertThat(office.times("print Broken lamp")).isEqualTo(2);
            assertThat(keys(context, "Tickets.search")).allMatch(key -> key.matches("desk:.*:global:[0-9a-f]{64}"));
        });
    }

    @Test
    void buildsReadableKeys() {
        run((context, office) -> {
            context.getBean(Tickets.class).escalate(TICKET, 2, LocalDate.of(2026, 11, 21));
            assertThat(keys(context, "Tickets.escalate"))
                    .containsExactly("desk:Tickets.escalate:global:escalation:4711:L2:2026-11-21");
            assertThat(Tickets.keyOf(TICKET).toString()).matches("answer:4711:sha256=[0-9a-f]{64}");
        });
    }

    @Test
    void keepsTenantsAndUsersApart() {
        run((context, office) -> {
            Tickets tickets = context.getBean(Tickets.class);
            Tenants tenants = context.getBean(Tenants.class);
            tenants.enter("north");
            tickets.printForTenant(TICKET);
            tickets.printForTenant(TICKET);
            tenants.enter("south");
            tickets.printForTenant(TICKET);
            assertThat(office.begun()).isEqualTo(2);
            tenants.enter(null);
            assertThatExceptionOfType(InvalidIdempotencyKeyException.class)
                    .isThrownBy(() -> tickets.printForTenant(TICKET));

            assertThatExceptionOfType(InvalidIdempotencyKeyException.class)
                    .isThrownBy(() -> tickets.printForUser(TICKET));
            SecurityContextHolder.getContext().setAuthentication(new TestingAuthenticationToken("ann", "", "USER"));
            tickets.printForUser(TICKET);
            assertThat(keys(context, "Tickets.printForUser"))
                    .containsExactly("desk:Tickets.printForUser:user=ann:4711");
        });
    }

    @Test
    void makesOneBucketOfALongDayAndTwoOfARepeatedHour() {
        run((context, office) -> {
            SettableClock clock = context.getBean(SettableClock.class);
            Reminders reminders = context.getBean(Reminders.class);
            clock.set(Instant.parse("2030-10-26T22:00:00Z")); // midnight in Paris; the day has 25 hours
            reminders.remind("ann");
            clock.set(Instant.parse("2030-10-27T00:30:00Z")); // 02:30, summer time
            reminders.tell("bob");
            clock.set(Instant.parse("2030-10-27T01:30:00Z")); // 02:30 once more
            reminders.tell("bob");
            assertThat(office.times("send bob")).isEqualTo(2);
            clock.set(Instant.parse("2030-10-27T22:59:59Z"));
            reminders.remind("ann");
            assertThat(office.times("send ann")).isOne();
            clock.set(Instant.parse("2030-10-27T23:00:00Z"));
            reminders.remind("ann");
            assertThat(office.times("send ann")).isEqualTo(2);
            assertThat(keys(context, "Reminders.remind"))
                    .containsExactly(
                            "desk:Reminders.remind:global:ann:day=2030-10-28",
                            "desk:Reminders.remind:global:ann:day=2030-10-27");
            assertThat(keys(context, "Reminders.tell"))
                    .contains("desk:Reminders.tell:global:bob:hour=2030-10-27T00:00:00Z");
        });
    }

    @Test
    void readsFilesByContent() {
        run((context, office) -> {
            Path file = Files.writeString(this.folder.resolve("a.csv"), "1;2;3");
            Path copy = Files.copy(file, this.folder.resolve("b.csv"));
            Keys.Files files = context.getBean(Keys.Files.class);
            files.load(file);
            files.load(copy);
            files.loadOnce(file, "ann");
            files.loadOnce(copy, "bob");
            files.index(file);
            files.index(copy);
            assertThat(office.begun()).isEqualTo(3);
            assertThat(keys(context, "Files.loadOnce"))
                    .singleElement()
                    .asString()
                    .matches("desk:Files.loadOnce:global:SHA-256:[0-9a-f]{64}");
            assertThat(keys(context, "Files.index")).allMatch(key -> key.contains(":SHA-256-sampled:"));
            changed(copy);
            files.load(copy);
            assertThat(office.begun()).isEqualTo(4);
        });
    }

    private static void changed(Path file) throws IOException {
        Files.writeString(file, "1;2;4");
    }

    @Test
    void runsOnceForEachFireTimeHoweverManyNodesFire() {
        IdempotencyStore shared = new MemoryIdempotencyStore();
        Office office = new Office();
        node(shared, office)
                .run(first -> node(shared, office).run(second -> {
                    Instant tick = first.getBean(ByHand.class).fire(Instant.parse("2030-01-01T00:00:00Z"));
                    assertThat(second.getBean(ByHand.class).fire(Instant.parse("2030-01-01T00:00:07Z")))
                            .isEqualTo(tick)
                            .isEqualTo("2030-01-01T01:30:00Z");
                    assertThat(office.times("print overdue tickets")).isOne();
                    assertThat(keys(first, "Nightly.closeOverdueTickets"))
                            .containsExactly("desk:Nightly.closeOverdueTickets:global:2030-01-01T01:30:00Z");

                    second.getBean(ByHand.class).fire(tick);
                    assertThat(office.times("print overdue tickets")).isEqualTo(2);
                }));
    }

    private static ApplicationContextRunner node(IdempotencyStore store, Office office) {
        return IdempotentApplication.inMemory(Scheduling.class)
                .withBean(Office.class, () -> office)
                .withBean(IdempotencyStore.class, () -> store)
                .withBean("taskScheduler", ByHand.class)
                .withBean(Nightly.class)
                .withPropertyValues("spring.application.name=desk");
    }

    @Configuration(proxyBeanMethods = false)
    @EnableScheduling
    static class Scheduling {}

    /** Fires what is scheduled when the test says so, as if it were that time. */
    static final class ByHand implements TaskScheduler {

        private final List<Runnable> tasks = new ArrayList<>();
        private final List<Trigger> triggers = new ArrayList<>();

        /** The next fire after {@code now}; returns its nominal time. */
        Instant fire(Instant now) {
            Instant nominal =
                    this.triggers.get(0).nextExecution(new SimpleTriggerContext(Clock.fixed(now, ZoneOffset.UTC)));
            this.tasks.get(0).run();
            return Objects.requireNonNull(nominal);
        }

        @Override
        public @Nullable ScheduledFuture<?> schedule(Runnable task, Trigger trigger) {
            this.tasks.add(task);
            this.triggers.add(trigger);
            return null;
        }

        @Override
        public ScheduledFuture<?> schedule(Runnable task, Instant startTime) {
            throw new UnsupportedOperationException();
        }

        @Override
        public ScheduledFuture<?> scheduleAtFixedRate(Runnable task, Instant startTime, Duration period) {
            throw new UnsupportedOperationException();
        }

        @Override
        public ScheduledFuture<?> scheduleAtFixedRate(Runnable task, Duration period) {
            throw new UnsupportedOperationException();
        }

        @Override
        public ScheduledFuture<?> scheduleWithFixedDelay(Runnable task, Instant startTime, Duration delay) {
            throw new UnsupportedOperationException();
        }

        @Override
        public ScheduledFuture<?> scheduleWithFixedDelay(Runnable task, Duration delay) {
            throw new UnsupportedOperationException();
        }
    }
}
