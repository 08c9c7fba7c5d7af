package mpd.dns.cli;

import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/// What a command takes, and what its help says; in the order in which it is told.
///
/// It is told by calls: picocli could read annotations instead, which takes a good part of a start.
final class Syntax {

    private static final int LAST = Integer.MAX_VALUE;

    private final CommandSpec spec;

    /// Takes `--help` and `--version`.
    ///
    /// @param command what runs
    Syntax(Object command, String name, String description) {
        spec = CommandSpec.wrapWithoutInspection(command).name(name);
        spec.usageMessage().description(description).sortOptions(false);
        spec.addOption(OptionSpec.builder("-h", "--help")
                .usageHelp(true)
                .order(LAST)
                .description("Show this help message and exit.")
                .build());
        spec.addOption(OptionSpec.builder("-V", "--version")
                .versionHelp(true)
                .order(LAST)
                .description("Print version information and exit.")
                .build());
    }

    /// Ends the help with this.
    void footer(String text) {
        spec.usageMessage().footer("", text);
    }

    /// In picocli's words.
    CommandSpec spec() {
        return spec;
    }

    /// Takes a flag that is given once at most.
    Flag one(String name, String label, String description) {
        return add(OptionSpec.builder(name)
                .type(String.class)
                .paramLabel(label)
                .description(description)
                .build());
    }

    /// Takes a repeatable flag.
    Flag several(String name, String label, String description) {
        return add(OptionSpec.builder(name)
                .type(List.class)
                .auxiliaryTypes(String.class)
                .paramLabel(label)
                .description(description)
                .build());
    }

    /// Takes a flag whose value is `true` or `false`, and `true` where it has none.
    Flag yesOrNo(String name, String description) {
        return add(OptionSpec.builder(name)
                .type(String.class)
                .arity("0..1")
                .fallbackValue("true")
                .paramLabel("true|false")
                .description(description)
                .build());
    }

    /// Takes a flag without a value.
    Flag bare(String name, String description) {
        return add(OptionSpec.builder(name)
                .type(boolean.class)
                .description(description)
                .build());
    }

    private Flag add(OptionSpec option) {
        spec.addOption(option);
        return new Flag(option);
    }

    /// Takes a word that has to be there.
    Parameter required(String label, String description) {
        return add("1", label, description);
    }

    /// Takes a word that may be there.
    Parameter optional(String label, String description) {
        return add("0..1", label, description);
    }

    private Parameter add(String arity, String label, String description) {
        PositionalParamSpec parameter = PositionalParamSpec.builder()
                .index(Integer.toString(spec.positionalParameters().size()))
                .type(String.class)
                .arity(arity)
                .required(!arity.startsWith("0"))
                .paramLabel(label)
                .description(description)
                .build();
        spec.addPositional(parameter);
        return new Parameter(parameter);
    }
}
