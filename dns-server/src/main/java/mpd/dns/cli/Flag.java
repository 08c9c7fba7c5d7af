package mpd.dns.cli;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.OptionSpec;

/// A flag of a command, and what was typed for it: text, of which [Settings] tells what it means.
final class Flag {

    private final OptionSpec spec;

    /// @param spec of text, of a list of text, or of a boolean
    Flag(OptionSpec spec) {
        this.spec = spec;
    }

    /// As a person types it, with its hyphens.
    String name() {
        return spec.longestName();
    }

    /// What was typed for a flag that is given once at most; null when nothing was.
    @Nullable
    String text() {
        return spec.getValue();
    }

    /// What was typed for a repeatable flag, in that order.
    List<String> texts() {
        @Nullable List<String> typed = spec.getValue();
        return Objects.requireNonNullElse(typed, List.of());
    }

    /// Whether a flag without a value was typed.
    boolean given() {
        return Boolean.TRUE.equals(spec.getValue());
    }
}
