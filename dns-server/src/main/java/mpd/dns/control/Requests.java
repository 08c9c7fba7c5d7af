package mpd.dns.control;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.AbstractCollection;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import mpd.dns.registry.Entry;
import mpd.dns.registry.View;
import mpd.dns.zone.Names;
import org.xbill.DNS.Name;
import org.xbill.DNS.Type;

/// Answers requests, one line each.
final class Requests {

    private static final JSON DOCUMENT = JSON.std
            .with(JSON.Feature.WRITE_RECORD_FIELDS_IN_DECLARATION_ORDER)
            .without(JSON.Feature.FLUSH_AFTER_WRITE_VALUE, JSON.Feature.FAIL_ON_UNKNOWN_TYPE_WRITE);

    private final Introspection introspection;

    Requests(Introspection introspection) {
        this.introspection = introspection;
    }

    /// Writes the answer to the request.
    void answer(String request, OutputStream out) throws IOException {
        List<String> words = List.of(request.strip().split("\\s+"));
        switch (words.getFirst()) {
            case "health" -> health(out);
            case "status" -> write(StatusReply.of(introspection), out);
            case "records" -> records(words.contains("all"), out);
            case "explain" -> explain(words.subList(1, words.size()), out);
            default ->
                refuse("unknown request; known are health, status, records, records all, explain NAME TYPE", out);
        }
    }

    /// Answers a request that cannot be understood.
    static void refuse(String why, OutputStream out) throws IOException {
        write(Map.of("error", why), out);
    }

    private void health(OutputStream out) throws IOException {
        String line = introspection
                .notReady()
                .map(why -> "not ready: " + why)
                .orElseGet(() -> introspection
                        .reservation()
                        .map(but -> "ready; but " + but)
                        .orElse("ready"));
        out.write((line + "\n").getBytes(StandardCharsets.UTF_8));
    }

    private void records(boolean shadowedToo, OutputStream out) throws IOException {
        View view = introspection.view();
        write(
                new RecordsReply(
                        view.zone().serial(), view.published().toString(), new Rows(view.entries(), shadowedToo)),
                out);
    }

    private void explain(List<String> words, OutputStream out) throws IOException {
        Optional<Name> name = words.isEmpty() ? Optional.empty() : Names.parse(words.getFirst(), Name.root);
        int type = words.size() == 2 ? Type.value(words.getLast(), true) : -1;
        if (name.isEmpty() || type < 0) {
            refuse("expected explain NAME TYPE", out);
        } else {
            write(Explanation.of(introspection.view(), introspection.status(), name.get(), type), out);
        }
    }

    private static void write(Object document, OutputStream out) throws IOException {
        DOCUMENT.write(document, out);
    }

    /// Makes each row when it is written: a zone may have more records than fit into the heap twice.
    private static final class Rows extends AbstractCollection<RecordRow> {

        private final List<Entry> entries;
        private final boolean shadowedToo;

        Rows(List<Entry> entries, boolean shadowedToo) {
            this.entries = entries;
            this.shadowedToo = shadowedToo;
        }

        @Override
        public Iterator<RecordRow> iterator() {
            return entries.stream()
                    .filter(entry -> shadowedToo || entry.served())
                    .map(RecordRow::of)
                    .iterator();
        }

        @Override
        public int size() {
            return Math.toIntExact(entries.stream()
                    .filter(entry -> shadowedToo || entry.served())
                    .count());
        }
    }
}
