package mpd.dns.cli;

import java.io.PrintWriter;
import java.util.Locale;
import java.util.Map;
import mpd.dns.control.StatusReply;
import mpd.dns.text.TimeText;
import org.jspecify.annotations.Nullable;

/// `mpd-dns status`: how the server is.
final class StatusCommand extends AskingCommand<StatusReply> {

    private static final String INDENT = "  ";

    /// @param environment environment variables
    StatusCommand(Map<String, String> environment) {
        super(
                environment,
                StatusReply.class,
                "status",
                "Show readiness, addresses, sources, nameservers and counters. Exit 1 when not ready.");
    }

    @Override
    String request() {
        return "status";
    }

    @Override
    void show(StatusReply answer, PrintWriter out) {
        Table head = new Table();
        head.add("mpd-dns", answer.version() + ", up since " + TimeText.seconds(answer.started()));
        head.add("state", answer.ready() ? "ready" : "not ready: " + answer.notReady());
        head.add("zones", String.join(" ", answer.zones()));
        head.add("reverse", String.join(" ", answer.reverse()));
        head.add("records", answer.records() + " served, " + answer.shadowed() + " shadowed");
        head.add("serial", answer.serial() + ", published " + TimeText.seconds(answer.published()));
        head.print(out, "");

        Table listeners = section(out, "addresses");
        answer.listeners()
                .forEach(listener -> listeners.add(
                        listener.address(),
                        listener.pending() == null ? "answering" : "not yet: " + listener.pending()));
        listeners.print(out, INDENT);

        Table sources = section(out, "sources");
        answer.sources()
                .forEach(source -> sources.add(
                        source.name(),
                        source.state() + since(source.since()),
                        source.why() == null ? "" : source.why()));
        sources.print(out, INDENT);

        Table upstreams = section(out, "nameservers");
        answer.upstreams()
                .forEach(upstream -> upstreams.add(
                        upstream.address(),
                        upstream.state() + since(upstream.since()),
                        counts(upstream),
                        usual(upstream.usual()),
                        upstream.note()));
        if (answer.upstreams().isEmpty()) {
            upstreams.add("none: names outside the zones get SERVFAIL");
        } else if (answer.upstreams().stream().allMatch(StatusReply.Upstream::limited)) {
            upstreams.add("no other", "all other names outside the zones get SERVFAIL");
        }
        upstreams.print(out, INDENT);
        showRest(answer, out);
    }

    @Override
    int status(StatusReply answer) {
        return answer.ready() ? 0 : NEGATIVE;
    }

    private static void showRest(StatusReply answer, PrintWriter out) {
        if (!answer.skipped().isEmpty()) {
            Table skipped = section(out, "containers without a record");
            answer.skipped()
                    .forEach(one -> skipped.add(
                            one.name(),
                            one.id().substring(0, Math.min(12, one.id().length())),
                            one.why()));
            skipped.print(out, INDENT);
        }
        if (!answer.counters().isEmpty()) {
            Table counters = section(out, "counters");
            answer.counters().forEach((name, count) -> counters.add(name, Long.toString(count)));
            counters.print(out, INDENT);
        }
        if (!answer.notes().isEmpty()) {
            Table notes = section(out, "notes");
            answer.notes().forEach(notes::add);
            notes.print(out, INDENT);
        }
    }

    private static Table section(PrintWriter out, String heading) {
        out.println(heading);
        return new Table();
    }

    private static String since(@Nullable String since) {
        return since == null ? "" : " since " + TimeText.seconds(since);
    }

    private static String counts(StatusReply.Upstream upstream) {
        return "queries " + upstream.queries() + ", answers " + upstream.answers() + ", timeouts " + upstream.timeouts()
                + ", failures " + upstream.failures();
    }

    private static String usual(StatusReply.@Nullable Percentiles usual) {
        return usual == null
                ? ""
                : String.format(Locale.ROOT, "p50 %.1f, p95 %.1f, p99 %.1f ms", usual.p50(), usual.p95(), usual.p99());
    }
}
