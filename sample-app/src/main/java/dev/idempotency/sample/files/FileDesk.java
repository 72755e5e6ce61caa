package dev.idempotency.sample.files;

import java.util.Optional;

import org.springframework.stereotype.Component;

import dev.idempotency.sample.background.Desk;
import dev.idempotency.sample.background.Work;
import dev.idempotency.sample.background.WorkTicket;

/** Takes files. */
@Component
class FileDesk {

    private static final String TASK = "FileService.process";

    private final FileService service;
    private final CsvReader reader;
    private final ProcessedFiles files;
    private final Desk desk;

    FileDesk(FileService service, CsvReader reader, ProcessedFiles files, Desk desk) {
        this.service = service;
        this.reader = reader;
        this.files = files;
        this.desk = desk;
    }

    WorkTicket submit(CsvFile file, String user) {
        this.reader.read(file.content()); // refuses what is no CSV file while somebody is there to be told
        return this.desk.ticket(
                new Work(TASK, file.fingerprint().toString()),
                this.service.process(file, user),
                FileSummary::executionId);
    }

    /** What came of an execution; empty while it is running. */
    Optional<FileSummary> find(String executionId) {
        return this.desk.find(TASK, executionId, this.files::find);
    }
}
