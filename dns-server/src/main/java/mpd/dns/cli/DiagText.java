package mpd.dns.cli;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import mpd.dns.diag.Finding;
import mpd.dns.diag.Report;
import mpd.dns.text.PlainText;

/// A diagnosis, for people and for programs.
final class DiagText {

    private DiagText() {}

    /// One line a finding, and under what is wrong another with the remedy. What could not be seen comes last,
    /// one line for each reason.
    static void print(Report report, PrintWriter out) {
        out.println("asked " + report.server());
        Table table = new Table();
        for (Report.Line line : report.lines()) {
            switch (line.finding()) {
                case Finding.Sound(String text) -> table.add("ok", line.step(), text);
                case Finding.Trouble(String text, String fix) -> {
                    table.add("problem", line.step(), text);
                    table.add("", "", "fix: " + fix);
                }
                case Finding.Unseen _ -> {}
            }
        }
        table.print(out, "");
        unseen(report)
                .forEach((why, steps) ->
                        out.println("not seen: " + String.join(", ", steps) + ": " + PlainText.of(why)));
        out.println(
                report.troubles() == 0
                        ? "no problem found"
                        : report.troubles() == 1 ? "1 problem" : report.troubles() + " problems");
    }

    /// The same as one JSON document.
    static String json(Report report) {
        List<Map<String, Object>> steps =
                report.lines().stream().map(DiagText::row).toList();
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("server", report.server());
        document.put("problems", report.troubles());
        document.put("steps", steps);
        try {
            return JSON.std.asString(document);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Map<String, Object> row(Report.Line line) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("step", line.step());
        row.put("finding", word(line.finding()));
        row.put("text", line.finding().text());
        fix(line.finding()).ifPresent(fix -> row.put("fix", fix));
        return row;
    }

    private static String word(Finding finding) {
        return switch (finding) {
            case Finding.Sound _ -> "ok";
            case Finding.Trouble _ -> "problem";
            case Finding.Unseen _ -> "unseen";
        };
    }

    private static Optional<String> fix(Finding finding) {
        return finding instanceof Finding.Trouble trouble ? Optional.of(trouble.fix()) : Optional.empty();
    }

    private static Map<String, List<String>> unseen(Report report) {
        return report.lines().stream()
                .filter(line -> line.finding() instanceof Finding.Unseen)
                .collect(Collectors.groupingBy(
                        line -> line.finding().text(),
                        LinkedHashMap::new,
                        Collectors.mapping(Report.Line::step, Collectors.toList())));
    }
}
