package dev.idempotency.sample.files;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;

import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.stereotype.Component;

import dev.idempotency.sample.web.RefusedException;

/** Reads CSV files. */
@Component
class CsvReader {

    private static final CSVFormat FORMAT =
            CSVFormat.RFC4180.builder().setIgnoreEmptyLines(true).get();

    /**
     * All rows, the header first; at least that.
     *
     * @throws RefusedException if this is no CSV file
     */
    List<CSVRecord> read(ByteArrayResource file) {
        List<CSVRecord> rows;
        try (CSVParser parser = CSVParser.parse(text(file.getByteArray()), FORMAT)) {
            rows = parser.getRecords();
        } catch (IOException | UncheckedIOException ex) {
            throw RefusedException.invalid("file", "is no CSV file: " + ex.getMessage());
        }
        if (rows.isEmpty()) {
            throw RefusedException.invalid("file", "is empty");
        }
        return rows;
    }

    private static String text(byte[] content) {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(content))
                    .toString();
            if (text.indexOf('\0') >= 0) {
                throw RefusedException.invalid("file", "is no text");
            }
            return text;
        } catch (CharacterCodingException ex) {
            throw RefusedException.invalid("file", "is no text in UTF-8");
        }
    }
}
