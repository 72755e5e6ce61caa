package dev.idempotency.alone;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/** The starter needs nothing but what it brings. */
@Timeout(60)
class StarterAloneTests {

    /** What the starter brings, by the beginning of the jar's name. */
    private static final List<String> BROUGHT = List.of(
            "spring-boot-4",
            "spring-boot-autoconfigure-4",
            "spring-aop-",
            "spring-beans-",
            "spring-context-7",
            "spring-core-",
            "spring-expression-",
            "commons-logging",
            "jackson-core-3",
            "jackson-databind-3",
            "jackson-annotations-",
            "jspecify-",
            "slf4j-api-",
            "logback-",
            "micrometer-commons",
            "micrometer-observation",
            "caffeine-",
            "resilience4j-");

    private static String classPath() {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(StarterAloneTests::isBrought)
                .collect(Collectors.joining(File.pathSeparator));
    }

    private static boolean isBrought(String entry) {
        String name = Path.of(entry).getFileName().toString();
        return !name.endsWith(".jar") || BROUGHT.stream().anyMatch(name::startsWith);
    }

    @Test
    void startsAndProtectsWithNothingElseOnTheClassPath() throws IOException, InterruptedException {
        String classPath = classPath();
        assertThat(classPath)
                .doesNotContain("spring-jdbc", "spring-tx", "redis", "flyway", "micrometer-core")
                .doesNotContain("spring-web", "spring-messaging", "spring-security", "actuator", "spring-boot-health");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        classPath,
                        BareApplication.class.getName())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(process.waitFor(50, TimeUnit.SECONDS)).isTrue();
        assertThat(output)
                .contains("the task ran 1 time, and its duplicate got result 1")
                .contains("after two deliveries of an event there were 2 runs")
                .contains("in this process's memory")
                .contains("Task.act (call) runs once per digest of the arguments; TTL PT24H, lease PT5M");
        assertThat(process.exitValue()).isZero();
    }
}
