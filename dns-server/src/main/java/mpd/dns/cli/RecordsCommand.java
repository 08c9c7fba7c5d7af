package mpd.dns.cli;

import java.io.PrintWriter;
import java.util.Map;
import mpd.dns.control.RecordRow;
import mpd.dns.control.RecordsReply;
import mpd.dns.text.TimeText;

/// `mpd-dns records`: what is served now.
final class RecordsCommand extends AskingCommand<RecordsReply> {

    private final Flag all = syntax().bare("--all", "Show what is not served, too, because something else beats it.");

    /// @param environment environment variables
    RecordsCommand(Map<String, String> environment) {
        super(environment, RecordsReply.class, "records", "Show what is served now, with the source of each record.");
    }

    @Override
    String request() {
        return all.given() ? "records all" : "records";
    }

    @Override
    void show(RecordsReply answer, PrintWriter out) {
        if (answer.records().isEmpty()) {
            out.println("no records");
            return;
        }
        Table table = new Table("NAME", "TTL", "TYPE", "DATA", "SOURCE", "SINCE", "ORIGIN");
        for (RecordRow row : answer.records()) {
            table.add(
                    row.name(),
                    Long.toString(row.ttl()),
                    row.type(),
                    row.data(),
                    row.source(),
                    TimeText.seconds(row.since()),
                    row.shadowedBy() == null ? row.origin() : row.origin() + " (shadowed by " + row.shadowedBy() + ")");
        }
        table.print(out, "");
    }

    @Override
    int status(RecordsReply answer) {
        return 0;
    }
}
