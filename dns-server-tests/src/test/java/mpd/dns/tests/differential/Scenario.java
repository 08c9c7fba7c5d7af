package mpd.dns.tests.differential;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// A configuration to be compared under.
///
/// @param number     counted from 0; its names outside the zone are its own, so that no answer of another
///     scenario that is still in a cache is one of this
/// @param seed       decides on the spelling and the questions
/// @param statements what the configuration says
/// @param nameserverFile the text of the file that `resolv-file=` names, if it does
record Scenario(int number, long seed, List<Statement> statements, Optional<String> nameserverFile) {

    Scenario {
        statements = List.copyOf(statements);
    }

    /// The same with other statements.
    Scenario with(final List<Statement> others) {
        return new Scenario(number, seed, others, nameserverFile);
    }

    /// The same without the statement at that place.
    Scenario without(final int index) {
        final List<Statement> rest = new ArrayList<>(statements);
        rest.remove(index);
        return with(rest);
    }

    /// The configuration as a person writes it who has to reproduce something.
    String plain() {
        final String lines = statements.stream()
                .map(statement ->
                        statement instanceof Statement.HostsLine ? "(hosts) " + statement.line() : statement.line())
                .collect(Collectors.joining("\n"));
        return nameserverFile.map(text -> "(resolv-file) " + text + lines).orElse(lines);
    }
}
