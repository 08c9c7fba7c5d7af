package mpd.dns.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import mpd.dns.control.ExplainReply;
import mpd.dns.control.ExplainText;
import mpd.dns.control.Subject;
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
        asked = given.flatMap(Subject::name);
        if (asked.isEmpty() && given.isPresent()) {
            problems.add("NAME " + given.get() + ": expected a name, e.g. php.runtime.mpd.test, or an address");
        }
        @Nullable String typed = type.text();
        if (typed != null) {
            askedType = Subject.type(typed);
            if (askedType < 0) {
                problems.add("TYPE " + typed + ": expected a record type, e.g. AAAA or TYPE65");
            }
        } else {
            askedType = asked.map(Subject::usualType).orElse(Type.A);
        }
        return problems;
    }

    @Override
    String request() {
        return "explain " + asked.orElseThrow() + " " + Type.string(askedType);
    }

    @Override
    void show(ExplainReply answer, PrintWriter out) {
        ExplainText.of(answer).forEach(out::println);
    }

    @Override
    int status(ExplainReply answer) {
        return answer.verdict().positive() ? 0 : NEGATIVE;
    }
}
