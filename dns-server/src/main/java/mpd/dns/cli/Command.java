package mpd.dns.cli;

import java.util.List;
import picocli.CommandLine.Model.CommandSpec;

/// One of our own commands: checks everything it was told first, then runs.
interface Command {

    /// What it takes.
    CommandSpec spec();

    /// Checks flags and environment.
    ///
    /// @return everything that is wrong, one sentence each; the command is not called unless it is empty
    List<String> prepare();

    /// Runs the command.
    ///
    /// @return the exit status
    int call();
}
