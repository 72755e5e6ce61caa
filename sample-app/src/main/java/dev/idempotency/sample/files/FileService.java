package dev.idempotency.sample.files;

import java.util.List;
import java.util.concurrent.CompletableFuture;

import org.apache.commons.csv.CSVRecord;
import org.springframework.scheduling.annotation.Async;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

import dev.idempotency.Idempotent;
import dev.idempotency.sample.background.Executions;
import dev.idempotency.sample.effects.Effect;
import dev.idempotency.sample.effects.EffectLog;
import dev.idempotency.sample.pace.Pace;

/** Processes files in the background. */
@Service
class FileService {

    private final CsvReader reader;
    private final ProcessedFiles files;
    private final EffectLog effects;
    private final Pace pace;

    FileService(CsvReader reader, ProcessedFiles files, EffectLog effects, Pace pace) {
        this.reader = reader;
        this.files = files;
        this.effects = effects;
        this.pace = pace;
    }

    /** Processes a file, once for its content: under another name or from another user it is the same, changed it is not. */
    @Async
    @Transactional
    @Idempotent("#file.fingerprint()")
    public CompletableFuture<FileSummary> process(CsvFile file, String user) {
        this.pace.work();
        List<CSVRecord> rows = this.reader.read(file.content());
        FileSummary summary = new FileSummary(
                Executions.currentId(),
                file.fingerprint().toString(),
                String.join(",", rows.get(0).toList()),
                rows.size() - 1);
        this.files.add(summary, file.name(), user);
        this.effects.add(Effect.FILES_PROCESSED, file.fingerprint().toString());
        return CompletableFuture.completedFuture(summary);
    }
}
