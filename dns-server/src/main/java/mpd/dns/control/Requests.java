package mpd.dns.control;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.xbill.DNS.Name;

/// Answers requests, one line each.
final class Requests {

    // How the first line of an answer as text begins; then it has the number of those that follow.
    private static final String POSITIVE = "positive";
    private static final String NEGATIVE = "negative";

    private final Introspection introspection;
    private final Documents documents;

    Requests(Introspection introspection) {
        this.introspection = introspection;
        documents = new Documents(introspection);
    }

    /// Writes the answer to the request.
    void answer(String request, OutputStream out) throws IOException {
        List<String> words = List.of(request.strip().split("\\s+"));
        switch (String.join(" ", words)) {
            case "health" -> health(out);
            case "status" -> documents.status(out);
            case "records" -> documents.records(false, out);
            case "records all" -> documents.records(true, out);
            case String _ when words.getFirst().equals("explain") -> explain(words, documents::explain, out);
            case String _ when words.getFirst().equals("explain-as-text") -> explain(words, this::explainAsText, out);
            default ->
                refuse(
                        "unknown request; known are health, status, records, records all, explain NAME [TYPE], "
                                + "explain-as-text NAME [TYPE]",
                        out);
        }
    }

    /// Answers a request that cannot be understood.
    static void refuse(String why, OutputStream out) throws IOException {
        Documents.write(Map.of("error", why), out);
    }

    private void health(OutputStream out) throws IOException {
        Readiness readiness = Readiness.of(introspection, documents.status());
        out.write((readiness.line() + "\n").getBytes(StandardCharsets.UTF_8));
    }

    /// How an explanation is written.
    private interface Explaining {
        void write(Name name, int type, OutputStream out) throws IOException;
    }

    private static void explain(List<String> words, Explaining how, OutputStream out) throws IOException {
        Optional<Name> name = words.size() == 1 ? Optional.empty() : Subject.name(words.get(1));
        int type = switch (words.size()) {
            case 2 -> name.map(Subject::usualType).orElse(-1);
            case 3 -> Subject.type(words.getLast());
            default -> -1;
        };
        if (name.isEmpty() || type < 0) {
            refuse("expected " + words.getFirst() + " NAME [TYPE]", out);
        } else {
            how.write(name.get(), type, out);
        }
    }

    /// For a client that knows nothing of documents.
    private void explainAsText(Name name, int type, OutputStream out) throws IOException {
        ExplainReply reply = documents.explanation(name, type);
        List<String> lines = ExplainText.of(reply);
        String head = (reply.verdict().positive() ? POSITIVE : NEGATIVE) + " " + lines.size();
        String text = head + "\n" + String.join("\n", lines) + "\n";
        out.write(text.getBytes(StandardCharsets.UTF_8));
    }
}
