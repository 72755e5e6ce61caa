package dev.idempotency.sample.files;

import java.io.IOException;
import java.net.URI;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.multipart.MultipartFile;

import dev.idempotency.FileFingerprint;
import dev.idempotency.sample.background.WorkStatus;
import dev.idempotency.sample.background.WorkTicket;
import dev.idempotency.sample.web.Text;

/** Takes CSV files, and tells what came of them. */
@RestController
class FilesController {

    private final FileDesk desk;

    FilesController(FileDesk desk) {
        this.desk = desk;
    }

    @PostMapping(path = "/files", consumes = MediaType.MULTIPART_FORM_DATA_VALUE)
    ResponseEntity<Accepted> upload(@RequestParam MultipartFile file, @RequestParam @Text(max = 100) String user)
            throws IOException {
        ByteArrayResource content = new ByteArrayResource(file.getBytes());
        FileFingerprint fingerprint = FileFingerprint.of(content);
        WorkTicket ticket = this.desk.submit(new CsvFile(nameOf(file), fingerprint, content), user);
        return ResponseEntity.accepted()
                .location(URI.create("/files/" + ticket.executionId()))
                .body(new Accepted(
                        ticket.executionId(),
                        ticket.duplicate(),
                        ticket.duplicate() ? ticket.executionId() : null,
                        fingerprint.toString()));
    }

    /** Whatever a client sends: shortened, and without what no table takes. */
    private static String nameOf(MultipartFile file) {
        String name = String.valueOf(file.getOriginalFilename()).replaceAll("\\p{Cntrl}", "");
        return name.length() > 200 ? name.substring(0, 200) : name;
    }

    @GetMapping("/files/{executionId}")
    ResponseEntity<?> summary(@PathVariable String executionId) {
        return this.desk
                .find(executionId)
                .<ResponseEntity<?>>map(ResponseEntity::ok)
                .orElseGet(() -> ResponseEntity.accepted()
                        .body(Map.of("executionId", executionId, "status", WorkStatus.RUNNING)));
    }

    /**
     * What an uploader is told.
     *
     * @param executionId the execution that processes the file, or has processed it
     * @param originalExecutionId the same for a duplicate, which has no execution of its own; {@code null} the first time
     */
    record Accepted(
            String executionId, boolean duplicate, @Nullable String originalExecutionId, String fingerprint) {}
}
