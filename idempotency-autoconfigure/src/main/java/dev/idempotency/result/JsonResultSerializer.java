package dev.idempotency.result;

import java.lang.reflect.Type;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

import dev.idempotency.ResultSerializer;

/**
 * Results as JSON, by a mapper of this library's own: a change to the application's mapper must not make stored results
 * unreadable. It knows no default typing, so stored bytes never choose a class. A stored property that the declared
 * type no longer has is an error rather than lost.
 */
public final class JsonResultSerializer implements ResultSerializer {

    private final JsonMapper mapper = JsonMapper.builder()
            .findAndAddModules()
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .build();

    @Override
    public byte[] serialize(@Nullable Object result, Type type) {
        return this.mapper.writerFor(this.mapper.constructType(type)).writeValueAsBytes(result);
    }

    @Override
    public @Nullable Object deserialize(byte[] bytes, Type type) {
        return this.mapper.readValue(bytes, this.mapper.constructType(type));
    }
}
