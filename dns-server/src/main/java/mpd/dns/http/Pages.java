package mpd.dns.http;

import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import mpd.dns.control.Documents;
import mpd.dns.control.Introspection;
import mpd.dns.control.Readiness;
import mpd.dns.control.StatusReply;
import mpd.dns.control.Subject;
import mpd.dns.http.Target.BadRequest;
import mpd.dns.text.PlainText;
import org.xbill.DNS.Name;

/// What there is to be asked for. The one place that decides what a request gets.
final class Pages {

    private final Introspection introspection;
    private final Documents documents;
    private final Metrics metrics;
    private final Hosts hosts;

    Pages(Introspection introspection, Figures figures, Hosts hosts) {
        this.introspection = introspection;
        this.hosts = hosts;
        documents = new Documents(introspection);
        metrics = new Metrics(introspection, figures);
    }

    /// The cheapest and least trusting checks come first: what was read, whom it is for, what it wants.
    Answer answer(Request request) {
        if (request.flaw().isPresent()) {
            Request.Flaw flaw = request.flaw().get();
            return Answer.lastLine(flaw.status(), flaw.why());
        }
        try {
            Target target = Target.parse(request.target());
            Optional<String> host = target.host().or(request::host);
            if (host.filter(name -> !hosts.accept(name)).isPresent()) {
                return Answer.lastLine(
                        HttpResponseStatus.MISDIRECTED_REQUEST,
                        "this server answers to its address, to localhost and to names of its zones only");
            }
            return reads(request.method()) ? answer(target) : notAllowed();
        } catch (BadRequest e) {
            return reads(request.method()) ? Answer.line(HttpResponseStatus.BAD_REQUEST, e.why()) : notAllowed();
        }
    }

    private Answer answer(Target target) throws BadRequest {
        return switch (target.path()) {
            case "/v1/records" -> records(target);
            case "/v1/explain" -> explanation(target);
            case "/", "/healthz", "/readyz", "/metrics", "/v1/status" -> {
                target.allow();
                yield plain(target.path());
            }
            default -> Answer.line(HttpResponseStatus.NOT_FOUND, "there is nothing here; / tells what there is");
        };
    }

    /// What takes no parameters.
    private Answer plain(String path) {
        return switch (path) {
            case "/healthz" -> Answer.line(HttpResponseStatus.OK, "alive");
            case "/readyz" -> readiness();
            case "/metrics" -> Answer.of(Metrics.TYPE, metrics::write);
            case "/v1/status" -> Answer.of(Answer.JSON, documents::status);
            default -> page();
        };
    }

    private Answer page() {
        StatusReply status = documents.status();
        String text = StatusPage.of(status, Readiness.of(introspection, status));
        return Answer.of(Answer.HTML, out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
    }

    private Answer readiness() {
        Readiness readiness = Readiness.of(introspection, documents.status());
        return Answer.line(
                readiness.ready() ? HttpResponseStatus.OK : HttpResponseStatus.SERVICE_UNAVAILABLE,
                readiness
                        .text()
                        .lines()
                        .map(PlainText::of)
                        .reduce((one, other) -> one + "\n" + other)
                        .orElse(""));
    }

    private Answer records(Target target) throws BadRequest {
        target.allow("all");
        boolean all = switch (target.parameter("all").orElse("false")) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new BadRequest("all is true or false");
        };
        return Answer.of(Answer.JSON, out -> documents.records(all, out));
    }

    private Answer explanation(Target target) throws BadRequest {
        target.allow("name", "type");
        Name name = target.parameter("name")
                .filter(text -> !text.isBlank())
                .flatMap(Subject::name)
                .orElseThrow(() -> new BadRequest("name is a full name or an address"));
        Optional<String> typed = target.parameter("type").filter(text -> !text.isBlank());
        int type = typed.map(Subject::type).orElseGet(() -> Subject.usualType(name));
        if (type < 0) {
            throw new BadRequest("type is a record type, e.g. AAAA or TYPE65");
        }
        return Answer.of(Answer.JSON, out -> documents.explain(name, type, out));
    }

    private static boolean reads(HttpMethod method) {
        return method.equals(HttpMethod.GET) || method.equals(HttpMethod.HEAD);
    }

    /// What a body there may be is not read, so this is the last answer.
    private static Answer notAllowed() {
        return Answer.lastLine(HttpResponseStatus.METHOD_NOT_ALLOWED, "everything here is read only: GET and HEAD");
    }
}
