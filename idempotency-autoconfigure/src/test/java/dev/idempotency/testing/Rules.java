package dev.idempotency.testing;

import java.util.Arrays;
import java.util.List;

import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Event;

/** Runs the tests of a contract as a test: for what must pass, and for what must not. */
public final class Rules {

    private Rules() {}

    /** All the rules of a contract that its subject breaks. */
    public static List<String> brokenOf(Class<?> contract) {
        return broken(DiscoverySelectors.selectClass(contract));
    }

    /** Which of these rules of a contract its subject breaks. */
    public static List<String> brokenOf(Class<?> contract, String... rules) {
        return broken(Arrays.stream(rules)
                .map(rule -> DiscoverySelectors.selectMethod(contract, rule))
                .toArray(DiscoverySelector[]::new));
    }

    private static List<String> broken(DiscoverySelector... selectors) {
        return EngineTestKit.engine("junit-jupiter").selectors(selectors).execute().testEvents().failed().stream()
                .map(Event::getTestDescriptor)
                .map(descriptor -> descriptor.getSource().orElseThrow())
                .map(source -> ((MethodSource) source).getMethodName())
                .toList();
    }
}
