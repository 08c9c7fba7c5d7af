package mpd.dns.http;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Judges a text in Prometheus' format by its rules for names, units and types, as `promtool check metrics`
/// does.
final class MetricsLint {

    private static final Pattern SAMPLE = Pattern.compile("([^ {]+)(?:\\{(.*)})? (\\S+)");
    private static final Pattern LABEL = Pattern.compile("([^=,]*)=\"((?:[^\"\\\\\n]|\\\\[\\\\\"n])*)\"(?:,|$)");
    private static final Pattern NAME = Pattern.compile("[a-z_:][a-z0-9_:]*");
    private static final Pattern LABEL_NAME = Pattern.compile("[a-z_][a-z0-9_]*");
    /// Units that are not the base unit of what they measure.
    private static final Set<String> OTHER_UNITS = Set.of(
            "milliseconds",
            "ms",
            "millis",
            "microseconds",
            "us",
            "micros",
            "nanoseconds",
            "ns",
            "nanos",
            "minutes",
            "hours",
            "days",
            "kilobytes",
            "kb",
            "kib",
            "megabytes",
            "mb",
            "mib",
            "gb",
            "bits",
            "percent",
            "celsius");
    private static final Set<String> TYPES = Set.of("counter", "gauge", "histogram", "summary", "untyped");

    private final List<String> complaints = new ArrayList<>();
    private final Map<String, String> helps = new LinkedHashMap<>();
    private final Map<String, String> types = new LinkedHashMap<>();
    private final Map<String, Set<String>> labels = new LinkedHashMap<>();
    private final Set<String> series = new HashSet<>();

    private MetricsLint() {}

    /// A metric as it was written.
    record Metric(String name, String type, String help, Set<String> labels) {}

    /// Everything that is wrong with the text.
    static List<String> complaints(String text) {
        return read(text).complaints;
    }

    /// The metrics of the text, in its order.
    static List<Metric> metrics(String text) {
        MetricsLint lint = read(text);
        return lint.types.keySet().stream()
                .map(name -> new Metric(
                        name,
                        lint.types.getOrDefault(name, ""),
                        lint.helps.getOrDefault(name, ""),
                        lint.labels.getOrDefault(name, Set.of())))
                .toList();
    }

    private static MetricsLint read(String text) {
        MetricsLint lint = new MetricsLint();
        if (!text.endsWith("\n")) {
            lint.complaints.add("the last line has no end");
        }
        text.lines().forEach(lint::line);
        lint.types.forEach(lint::judge);
        return lint;
    }

    private void line(String line) {
        if (line.startsWith("# HELP ")) {
            String[] words = line.split(" ", 4);
            once(helps, words[2], words.length == 4 ? words[3] : "", "HELP");
        } else if (line.startsWith("# TYPE ")) {
            String[] words = line.split(" ", 4);
            once(types, words[2], words[3], "TYPE");
        } else if (!line.startsWith("#")) {
            sample(line);
        }
    }

    private void once(Map<String, String> map, String name, String value, String what) {
        if (map.put(name, value) != null) {
            complaints.add(name + ": a second " + what);
        }
    }

    private void sample(String line) {
        Matcher matcher = SAMPLE.matcher(line);
        if (!matcher.matches()) {
            complaints.add("no sample: " + line);
            return;
        }
        String name = matcher.group(1);
        if (!types.containsKey(name) || !helps.containsKey(name)) {
            complaints.add(name + ": no HELP or no TYPE before the sample");
        }
        if (!series.add(name + "{" + matcher.group(2) + "}")) {
            complaints.add(name + ": the same series twice");
        }
        try {
            double value = Double.parseDouble(matcher.group(3));
            if (name.endsWith("_info") && value != 1) {
                complaints.add(name + ": an info is 1");
            }
            if ("counter".equals(types.get(name)) && value < 0) {
                complaints.add(name + ": a counter below 0");
            }
        } catch (NumberFormatException e) {
            complaints.add(name + ": no number");
        }
        labels(name, matcher.group(2) == null ? "" : matcher.group(2));
    }

    private void labels(String name, String text) {
        Matcher label = LABEL.matcher(text);
        int end = 0;
        Set<String> names = new HashSet<>();
        while (label.find() && label.start() == end) {
            end = label.end();
            String labelName = label.group(1);
            names.add(labelName);
            if (!LABEL_NAME.matcher(labelName).matches() || labelName.equals("le") || labelName.equals("quantile")) {
                complaints.add(name + ": no name for a label: " + labelName);
            }
        }
        if (end != text.length()) {
            complaints.add(name + ": broken labels");
        }
        if (!names.equals(labels.computeIfAbsent(name, _ -> names))) {
            complaints.add(name + ": labels differ between its series");
        }
    }

    private void judge(String name, String type) {
        Set<String> words = Set.of(name.split("_"));
        if (!NAME.matcher(name).matches()) {
            complaints.add(name + ": no name for a metric");
        }
        if (helps.getOrDefault(name, "").isBlank()) {
            complaints.add(name + ": no HELP");
        }
        if (!TYPES.contains(type)) {
            complaints.add(name + ": no type: " + type);
        }
        if (type.equals("counter") != name.endsWith("_total")) {
            complaints.add(name + ": _total is for counters, and all of them");
        }
        judgeSuffix(name, words);
    }

    private void judgeSuffix(String name, Set<String> words) {
        if (name.endsWith("_count") || name.endsWith("_sum") || name.endsWith("_bucket")) {
            complaints.add(name + ": a suffix that is for histograms and summaries");
        }
        if (name.contains("timestamp") && !name.endsWith("_timestamp_seconds")) {
            complaints.add(name + ": a timestamp is in seconds");
        }
        if (words.stream().anyMatch(OTHER_UNITS::contains)) {
            complaints.add(name + ": no base unit");
        }
        if (words.stream().anyMatch(TYPES::contains)) {
            complaints.add(name + ": the type is in the name");
        }
        if (labels.getOrDefault(name, Set.of()).stream().anyMatch(label -> name.endsWith("_by_" + label))) {
            complaints.add(name + ": a label is in the name");
        }
    }
}
