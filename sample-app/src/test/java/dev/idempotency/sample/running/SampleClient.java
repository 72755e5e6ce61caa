package dev.idempotency.sample.running;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.UUID;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Talks to one instance. */
public final class SampleClient {

    private static final JsonMapper JSON = new JsonMapper();

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
    private final int port;
    private final @Nullable String authorization;

    public SampleClient(int port) {
        this(port, null);
    }

    private SampleClient(int port, @Nullable String authorization) {
        this.port = port;
        this.authorization = authorization;
    }

    /** Who authenticates by a name that is its own password. */
    public SampleClient as(String person) {
        byte[] credentials = (person + ":" + person).getBytes(StandardCharsets.UTF_8);
        return new SampleClient(this.port, "Basic " + Base64.getEncoder().encodeToString(credentials));
    }

    public int port() {
        return this.port;
    }

    public Answer requestReport(String name, String user, String format) {
        return post("/reports?name=" + encoded(name) + "&user=" + encoded(user) + "&format=" + encoded(format));
    }

    public Answer alert(String type, String message) {
        return post("/alerts?type=" + encoded(type) + "&message=" + encoded(message));
    }

    /** How many times the effect has happened. */
    public long effect(String name) {
        return get("/effects").json().required(name).asLong();
    }

    public Answer get(String path) {
        return send(request(path).GET().build());
    }

    public Answer post(String path) {
        return send(request(path).POST(HttpRequest.BodyPublishers.noBody()).build());
    }

    public Answer postJson(String path, String body) {
        return send(request(path)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build());
    }

    /** Uploads a file; {@code user} may be missing. */
    public Answer upload(String name, byte[] content, @Nullable String user) {
        String boundary = "b" + UUID.randomUUID();
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        if (user != null) {
            body.writeBytes(part(boundary, "name=\"user\"", user.getBytes(StandardCharsets.UTF_8)));
        }
        body.writeBytes(part(boundary, "name=\"file\"; filename=\"" + name + "\"", content));
        body.writeBytes(("--" + boundary + "--\r\n").getBytes(StandardCharsets.US_ASCII));
        return send(request("/files")
                .header("Content-Type", "multipart/form-data; boundary=" + boundary)
                .POST(HttpRequest.BodyPublishers.ofByteArray(body.toByteArray()))
                .build());
    }

    private static byte[] part(String boundary, String disposition, byte[] content) {
        ByteArrayOutputStream part = new ByteArrayOutputStream();
        part.writeBytes(("--" + boundary + "\r\nContent-Disposition: form-data; " + disposition + "\r\n\r\n")
                .getBytes(StandardCharsets.UTF_8));
        part.writeBytes(content);
        part.writeBytes("\r\n".getBytes(StandardCharsets.US_ASCII));
        return part.toByteArray();
    }

    private HttpRequest.Builder request(String path) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://localhost:" + this.port + path))
                .timeout(Duration.ofSeconds(60));
        return this.authorization == null ? request : request.header("Authorization", this.authorization);
    }

    private Answer send(HttpRequest request) {
        try {
            HttpResponse<String> response = this.http.send(request, HttpResponse.BodyHandlers.ofString());
            return new Answer(
                    response.statusCode(),
                    response.headers().firstValue("Content-Type").orElse(""),
                    response.body());
        } catch (IOException ex) {
            throw new UncheckedIOException(ex);
        } catch (InterruptedException ex) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(ex);
        }
    }

    private static String encoded(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8);
    }

    /** What an instance answered. */
    public record Answer(int status, String contentType, String body) {

        public JsonNode json() {
            return JSON.readTree(this.body);
        }

        public boolean isDuplicate() {
            return json().required("duplicate").asBoolean();
        }

        public String executionId() {
            return json().required("executionId").asString();
        }
    }
}
