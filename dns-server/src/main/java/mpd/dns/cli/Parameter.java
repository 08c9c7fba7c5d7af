package mpd.dns.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.PositionalParamSpec;

/// A word that a command takes by its place.
final class Parameter {

    private final PositionalParamSpec spec;

    /// @param spec of text
    Parameter(PositionalParamSpec spec) {
        this.spec = spec;
    }

    /// What was typed; null when nothing was.
    @Nullable
    String text() {
        return spec.getValue();
    }
}
