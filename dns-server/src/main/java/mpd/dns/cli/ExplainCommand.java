package mpd.dns.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import mpd.dns.control.Documents;
import mpd.dns.control.ExplainReply;
import mpd.dns.control.RecordRow;
import mpd.dns.text.AddressText;
import mpd.dns.text.PlainText;
import mpd.dns.zone.Names;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.Name;
import org.xbill.DNS.Type;

/// `mpd-dns explain`: the answer for a name, and why it is so.
final class ExplainCommand extends AskingCommand<ExplainReply> {

    private final Parameter name = syntax().required("NAME", "A full name, or an address for its reverse name.");

    private final Parameter type = syntax().optional("TYPE", "Record type (default: A; PTR for a reverse name).");

    private Optional<Name> asked = Optional.empty();
    private int askedType = -1;

    /// @param environment environment variables
    ExplainCommand(Map<String, String> environment) {
        super(
                environment,
                ExplainReply.class,
                "explain",
                "Show the answer for a name, and which source made it or why there is none.");
    }

    @Override
    public List<String> prepare() {
        List<String> problems = new ArrayList<>(super.prepare());
        Optional<String> given = Optional.ofNullable(name.text());
        asked = given.flatMap(text -> AddressText.parse(text).map(Names::reverse))
                .or(() -> given.flatMap(Names::asked));
        if (asked.isEmpty() && given.isPresent()) {
            problems.add("NAME " + given.get() + ": expected a name, e.g. php.runtime.mpd.test, or an address");
        }
        @Nullable String typed = type.text();
        if (typed != null) {
            askedType = Type.value(typed, true);
            if (askedType < 0) {
                problems.add("TYPE " + typed + ": expected a record type, e.g. AAAA or TYPE65");
            }
        } else {
            askedType = asked.map(Documents::usualType).orElse(Type.A);
        }
        return problems;
    }

    @Override
    String request() {
        return "explain " + asked.orElseThrow() + " " + Type.string(askedType);
    }

    @Override
    void show(ExplainReply answer, PrintWriter out) {
        out.println(PlainText.of(answer.name() + " " + answer.type() + ": " + answer.summary()));
        for (ExplainReply.Step step : answer.answer()) {
            RecordRow record = step.record();
            out.println("  " + PlainText.of(line(record)));
            out.println("      " + PlainText.of(step.how() + ": " + provenance(record)));
        }
        for (RecordRow record : answer.shadowed()) {
            out.println("not served:");
            out.println("  " + PlainText.of(line(record)));
            out.println("      " + PlainText.of(provenance(record)));
            out.println("      " + PlainText.of("shadowed by " + record.shadowedBy()));
        }
        answer.notes().forEach(note -> out.println("- " + PlainText.of(note)));
    }

    @Override
    int status(ExplainReply answer) {
        return switch (answer.verdict()) {
            case ANSWERED, ALIAS, FORWARDED -> 0;
            case NO_DATA, NO_SUCH_NAME, NO_NAMESERVER, HELD, REFUSED -> NEGATIVE;
        };
    }

    private static String line(RecordRow record) {
        return record.name() + " " + record.ttl() + " IN " + record.type() + " " + record.data();
    }

    private static String provenance(RecordRow record) {
        return record.origin() + " (source: " + record.source() + "), since " + Times.seconds(record.since());
    }
}
