package mpd.dns.control;

import java.util.ArrayList;
import java.util.List;
import mpd.dns.text.PlainText;
import mpd.dns.text.TimeText;

/// An explanation as a person reads it.
public final class ExplainText {

    private ExplainText() {}

    /// The lines of it, safe for a terminal.
    public static List<String> of(ExplainReply reply) {
        List<String> lines = new ArrayList<>();
        lines.add(reply.name() + " " + reply.type() + ": " + reply.summary());
        for (ExplainReply.Step step : reply.answer()) {
            lines.add("  " + record(step.record()));
            lines.add("      " + step.how() + ": " + provenance(step.record()));
        }
        for (RecordRow record : reply.shadowed()) {
            lines.add("not served:");
            lines.add("  " + record(record));
            lines.add("      " + provenance(record));
            lines.add("      shadowed by " + record.shadowedBy());
        }
        reply.notes().forEach(note -> lines.add("- " + note));
        return lines.stream().map(PlainText::of).toList();
    }

    private static String record(RecordRow record) {
        return record.name() + " " + record.ttl() + " IN " + record.type() + " " + record.data();
    }

    private static String provenance(RecordRow record) {
        return record.origin() + " (source: " + record.source() + "), since " + TimeText.seconds(record.since());
    }
}
