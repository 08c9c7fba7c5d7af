package mpd.dns.control;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.io.OutputStream;
import java.util.AbstractCollection;
import java.util.Iterator;
import java.util.List;
import mpd.dns.registry.Entry;
import mpd.dns.registry.View;
import org.xbill.DNS.Name;

/// The JSON documents that a running server gives of itself, whoever asks for them.
///
/// Made anew for each call, on the caller's thread, which may have to wait for whoever reads.
public final class Documents {

    private static final JSON DOCUMENT = JSON.std
            .with(JSON.Feature.WRITE_RECORD_FIELDS_IN_DECLARATION_ORDER)
            .without(JSON.Feature.FLUSH_AFTER_WRITE_VALUE, JSON.Feature.FAIL_ON_UNKNOWN_TYPE_WRITE);

    private final Introspection introspection;

    public Documents(Introspection introspection) {
        this.introspection = introspection;
    }

    /// How the server is, as a value.
    public StatusReply status() {
        return StatusReply.of(introspection);
    }

    /// Writes how the server is.
    public void status(OutputStream out) throws IOException {
        write(status(), out);
    }

    /// Writes what is served, and what is not for want of precedence where that is wanted as well.
    public void records(boolean shadowedToo, OutputStream out) throws IOException {
        View view = introspection.view();
        write(
                new RecordsReply(
                        view.zone().serial(), view.published().toString(), new Rows(view.entries(), shadowedToo)),
                out);
    }

    /// What a query for the name and type gets, and why, as a value.
    ExplainReply explanation(Name name, int type) {
        return Explanation.of(introspection, name, type);
    }

    /// Writes what a query for the name and type gets, and why.
    public void explain(Name name, int type, OutputStream out) throws IOException {
        write(explanation(name, type), out);
    }

    static void write(Object document, OutputStream out) throws IOException {
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
