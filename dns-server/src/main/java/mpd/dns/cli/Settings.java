package mpd.dns.cli;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Decides what counts for each setting (flag beats environment beats default), reads it, and collects
/// everything that is wrong.
final class Settings {

    private static final String PREFIX = "MPD_DNS_";
    private static final Pattern SEPARATORS = Pattern.compile("[,\\s]+");

    private final Map<String, String> environment;
    private final List<String> problems = new ArrayList<>();

    /// @param environment environment variables
    Settings(Map<String, String> environment) {
        this.environment = Map.copyOf(environment);
    }

    /// A value together with who gave it.
    ///
    /// @param by   the flag or environment variable
    /// @param text the value as it was typed
    record Given(String by, String text) {

        /// As a person would type it.
        @Override
        public String toString() {
            return by + (by.startsWith(PREFIX) ? "=" : " ") + (text.isEmpty() ? "''" : text);
        }
    }

    /// Reads one value.
    @FunctionalInterface
    interface Reader<T> {

        /// Reads the value.
        ///
        /// @throws UnusableValue saying what was expected instead
        T read(Given given) throws UnusableValue;
    }

    /// A value that cannot be used. The message completes the sentence `expected ...`.
    static final class UnusableValue extends Exception {
        UnusableValue(String expected) {
            super(expected);
        }
    }

    /// The environment variable of a flag: `MPD_DNS_LOG_QUERIES` for `--log-queries`.
    static String variable(String flag) {
        return PREFIX + flag.substring("--".length()).replace('-', '_').toUpperCase(Locale.ROOT);
    }

    /// The value of a flag that is given once at most; empty where neither flag nor environment says anything
    /// usable.
    <T> Optional<T> one(String flag, @Nullable String typed, Reader<T> reader) {
        Stream<Given> given = typed != null
                ? Stream.of(new Given(flag, typed))
                : fromEnvironment(flag).map(String::strip).map(text -> new Given(variable(flag), text)).stream();
        return given.flatMap(value -> read(value, reader).stream()).findFirst();
    }

    /// The value of a flag that is given once at most.
    <T> Optional<T> one(Flag flag, Reader<T> reader) {
        return one(flag.name(), flag.text(), reader);
    }

    /// The different values of a repeatable flag; empty where neither flag nor environment says anything
    /// usable. In its environment variable they are separated by commas or spaces.
    <T> SequencedSet<T> several(Flag flag, Reader<T> reader) {
        List<String> typed = flag.texts();
        Stream<Given> given = !typed.isEmpty()
                ? typed.stream().map(text -> new Given(flag.name(), text))
                : fromEnvironment(flag.name()).stream()
                        .flatMap(SEPARATORS::splitAsStream)
                        .filter(text -> !text.isEmpty())
                        .map(text -> new Given(variable(flag.name()), text));
        SequencedSet<T> values = new LinkedHashSet<>();
        given.forEach(value -> read(value, reader).ifPresent(values::add));
        return values;
    }

    /// Notes something wrong that is not about one value.
    void problem(String sentence) {
        problems.add(sentence);
    }

    /// Everything that was wrong so far.
    List<String> problems() {
        return List.copyOf(problems);
    }

    /// Our environment variables that no flag goes with: mistyped, most likely.
    List<String> unknownVariables(List<String> flags) {
        List<String> known = flags.stream().map(Settings::variable).toList();
        return environment.keySet().stream()
                .filter(name -> name.startsWith(PREFIX) && !known.contains(name))
                .sorted()
                .toList();
    }

    private <T> Optional<T> read(Given given, Reader<T> reader) {
        try {
            return Optional.of(reader.read(given));
        } catch (UnusableValue e) {
            problems.add(given + ": expected " + e.getMessage());
            return Optional.empty();
        }
    }

    /// An empty variable counts as none: compose files and unit files set them to say so.
    private Optional<String> fromEnvironment(String flag) {
        return Optional.ofNullable(environment.get(variable(flag))).filter(text -> !text.isBlank());
    }
}
