package dev.idempotency.key;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EventObject;
import java.util.List;
import java.util.Set;

import org.springframework.core.io.InputStreamSource;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.BeanDescription;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.SerializationConfig;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.ser.BeanPropertyWriter;
import tools.jackson.databind.ser.ValueSerializerModifier;
import tools.jackson.databind.type.CollectionType;

/**
 * Writes what would otherwise not be stable, at any depth: sets in the order of their elements' JSON, files by their
 * content, Spring's events without who published them and when; and refuses what has no content.
 */
final class ContentModule extends SimpleModule {

    private static final long serialVersionUID = 1L;

    /** What differs between two publications of the same event. */
    private static final Set<String> OF_PUBLICATION = Set.of("source", "timestamp", "resolvableType");

    ContentModule() {
        setSerializerModifier(new Modifier());
    }

    private static final class Modifier extends ValueSerializerModifier {

        private static final long serialVersionUID = 1L;

        @Override
        public List<BeanPropertyWriter> changeProperties(
                SerializationConfig config, BeanDescription.Supplier description, List<BeanPropertyWriter> properties) {
            return EventObject.class.isAssignableFrom(description.getBeanClass())
                    ? properties.stream()
                            .filter(property -> !OF_PUBLICATION.contains(property.getName()))
                            .toList()
                    : properties;
        }

        @Override
        public ValueSerializer<?> modifySerializer(
                SerializationConfig config, BeanDescription.Supplier description, ValueSerializer<?> serializer) {
            Class<?> type = description.getBeanClass();
            if (Path.class.isAssignableFrom(type)) {
                return new ContentSerializer(value -> FileDigest.of((Path) value));
            }
            if (File.class.isAssignableFrom(type)) {
                return new ContentSerializer(value -> FileDigest.of(((File) value).toPath()));
            }
            if (InputStreamSource.class.isAssignableFrom(type)) {
                return new ContentSerializer(value -> FileDigest.of((InputStreamSource) value));
            }
            return UnstableTypes.contains(type) ? new RefusingSerializer() : serializer;
        }

        @Override
        public ValueSerializer<?> modifyCollectionSerializer(
                SerializationConfig config,
                CollectionType type,
                BeanDescription.Supplier description,
                ValueSerializer<?> serializer) {
            if (Set.class.isAssignableFrom(type.getRawClass())) {
                return new SetSerializer(type.getContentType());
            }
            if (Path.class.isAssignableFrom(type.getRawClass())) {
                return modifySerializer(config, description, serializer);
            }
            return serializer;
        }
    }

    private static final class SetSerializer extends ValueSerializer<Set<?>> {

        private final JavaType elementType;

        SetSerializer(JavaType elementType) {
            this.elementType = elementType;
        }

        @Override
        public void serialize(Set<?> set, JsonGenerator generator, SerializationContext context) {
            List<String> elements = new ArrayList<>(set.size());
            for (Object element : set) {
                elements.add(CanonicalJson.of(context.valueToTree(element)));
            }
            elements.sort(null);
            generator.writeStartArray();
            elements.forEach(generator::writeString);
            generator.writeEndArray();
        }

        @Override
        public String toString() {
            return "Set of " + this.elementType;
        }
    }

    @FunctionalInterface
    private interface Digesting {

        FileDigest digest(Object value) throws IOException;
    }

    private static final class ContentSerializer extends ValueSerializer<Object> {

        private final Digesting digesting;

        ContentSerializer(Digesting digesting) {
            this.digesting = digesting;
        }

        @Override
        public void serialize(Object value, JsonGenerator generator, SerializationContext context) {
            FileDigest digest;
            try {
                digest = this.digesting.digest(value);
            } catch (IOException ex) {
                throw new UndigestableArgumentException(
                        "is a file that cannot be read, " + value + ": " + ex.getMessage(), ex);
            }
            generator.writeStartObject();
            generator.writeNumberProperty("size", digest.size());
            generator.writeStringProperty("sha256", digest.hex());
            generator.writeEndObject();
        }
    }

    private static final class RefusingSerializer extends ValueSerializer<Object> {

        @Override
        public void serialize(Object value, JsonGenerator generator, SerializationContext context) {
            throw new UndigestableArgumentException(
                    "of type " + value.getClass().getName() + " has no content that stays the same", null);
        }
    }
}
