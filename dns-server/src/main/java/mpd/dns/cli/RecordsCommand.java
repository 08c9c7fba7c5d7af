package mpd.dns.cli;

import java.io.PrintWriter;
import java.util.Map;
import mpd.dns.control.RecordRow;
import mpd.dns.control.RecordsReply;
import picocli.CommandLine;
import picocli.CommandLine.Option;

/// `mpd-dns records`: what is served now.
@CommandLine.Command(
        name = "records",
        description = "Show what is served now, with the source of each record.",
        mixinStandardHelpOptions = true)
final class RecordsCommand extends AskingCommand<RecordsReply> {

    @Option(names = "--all", description = "Show what is not served, too, because something else beats it.")
    private boolean all;

    /// @param environment environment variables
    RecordsCommand(Map<String, String> environment) {
        super(environment, RecordsReply.class);
    }

    @Override
    String request() {
        return all ? "records all" : "records";
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
                    Times.seconds(row.since()),
                    row.shadowedBy() == null ? row.origin() : row.origin() + " (shadowed by " + row.shadowedBy() + ")");
        }
        table.print(out, "");
    }

    @Override
    int status(RecordsReply answer) {
        return 0;
    }
}
