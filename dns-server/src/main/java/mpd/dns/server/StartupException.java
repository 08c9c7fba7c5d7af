package mpd.dns.server;

import java.util.List;

/// The server cannot start as it was told to. Nothing is left running; [#problems()] says everything that is
/// wrong at once.
public final class StartupException extends Exception {

    private final List<String> problems;

    public StartupException(List<String> problems) {
        super(String.join("\n", problems));
        this.problems = List.copyOf(problems);
    }

    /// One sentence each, for the person at the terminal.
    public List<String> problems() {
        return problems;
    }
}
