package mpd.dns.http;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import mpd.dns.control.Readiness;
import mpd.dns.control.StatusReply;
import org.jspecify.annotations.Nullable;

/// The page for a person with a browser: is it ready, and if something is amiss, what.
final class StatusPage {

    private static final String CACHE = "cache_";
    private static final String START = """
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>mpd-dns</title>
            <style>
            :root { color-scheme: light dark; }
            body { font: 15px/1.5 system-ui, sans-serif; margin: 2em auto; max-width: 70em; padding: 0 1em; }
            h1 { font-size: 1.5em; } h2 { font-size: 1.1em; margin: 1.6em 0 .3em; }
            table { border-collapse: collapse; }
            td { border-top: 1px solid #8886; overflow-wrap: anywhere; padding: .2em 1.2em .2em 0; vertical-align: top; }
            .good { color: #080; } .bad { color: #c00; }
            @media (prefers-color-scheme: dark) { .good { color: #6d6; } .bad { color: #f77; } }
            </style>
            </head>
            <body>
            """;
    private static final String END = """
            <h2>More</h2>
            <p><a href="/v1/status">status</a>, <a href="/v1/records">records</a>
            (<a href="/v1/records?all=true">with the shadowed</a>), <a href="/metrics">metrics</a>,
            <a href="/readyz">readiness</a>, <a href="/healthz">liveness</a></p>
            <form action="/v1/explain"><p><label>Why does <input name="name" required></label>
            <label>of type <input name="type" size="6" placeholder="A"></label>
            get the answer it gets? <button>explain</button></p></form>
            </body>
            </html>
            """;

    private StatusPage() {}

    /// The page for this state.
    static String of(StatusReply status, Readiness readiness) {
        Html html = new Html()
                .markup(START)
                .markup("<h1>mpd-dns ")
                .text(status.version())
                .markup("</h1>\n");
        verdict(html, readiness);
        html.table("Server", server(status), "");
        html.table("Problems", single(status.notes()), "None known.");
        html.table("Sources of records", sources(status), "None.");
        html.table("Nameservers", upstreams(status), "None: names outside the zones get SERVFAIL.");
        html.table("Cache", counters(status.counters(), true), "Nothing counted.");
        html.table("Containers without a record", skipped(status), "None.");
        html.table("Counters", counters(status.counters(), false), "Nothing counted.");
        return html.markup(END).page();
    }

    private static void verdict(Html html, Readiness readiness) {
        String verdict = readiness.unready().map(why -> "Not ready: " + why).orElse("Ready");
        html.markup(readiness.ready() ? "<p class=\"good\">" : "<p class=\"bad\">")
                .text(verdict)
                .markup("</p>\n");
        readiness
                .degraded()
                .forEach(sentence -> html.markup("<p class=\"bad\">")
                        .text("Degraded: " + sentence)
                        .markup("</p>\n"));
    }

    private static List<List<String>> server(StatusReply status) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("up since", seconds(status.started())));
        rows.add(List.of("zones", String.join(" ", status.zones())));
        rows.add(List.of("reverse zones", String.join(" ", status.reverse())));
        rows.add(List.of("records", status.records() + " served, " + status.shadowed() + " shadowed"));
        rows.add(List.of("serial", status.serial() + ", published " + seconds(status.published())));
        status.listeners()
                .forEach(listener -> rows.add(List.of(
                        listener.address(),
                        listener.pending() == null ? "answering" : "not yet: " + listener.pending())));
        return rows;
    }

    private static List<List<String>> sources(StatusReply status) {
        return status.sources().stream()
                .map(source -> List.of(source.name(), source.state() + since(source.since()), orEmpty(source.why())))
                .toList();
    }

    private static List<List<String>> upstreams(StatusReply status) {
        return status.upstreams().stream()
                .map(upstream -> List.of(
                        upstream.address(),
                        upstream.state() + since(upstream.since()),
                        millis(upstream.latencyMillis()),
                        upstream.note()))
                .toList();
    }

    private static List<List<String>> skipped(StatusReply status) {
        return status.skipped().stream()
                .map(skipped -> List.of(skipped.name(), skipped.why()))
                .toList();
    }

    private static List<List<String>> counters(Map<String, Long> counters, boolean cache) {
        return counters.entrySet().stream()
                .filter(counter -> counter.getKey().startsWith(CACHE) == cache)
                .map(counter -> List.of(
                        (cache ? counter.getKey().substring(CACHE.length()) : counter.getKey()).replace('_', ' '),
                        Long.toString(counter.getValue())))
                .toList();
    }

    private static List<List<String>> single(List<String> sentences) {
        return sentences.stream().map(List::of).toList();
    }

    private static String since(@Nullable String since) {
        return since == null ? "" : " since " + seconds(since);
    }

    private static String seconds(String time) {
        return Instant.parse(time).truncatedTo(ChronoUnit.SECONDS).toString();
    }

    private static String millis(@Nullable Double millis) {
        return millis == null ? "" : String.format(Locale.ROOT, "%.1f ms", millis);
    }

    private static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }
}
