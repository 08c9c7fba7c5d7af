package mpd.dns.cli;

import java.io.PrintWriter;
import java.util.List;
import mpd.dns.text.PlainText;

/// Tells the person at the terminal what is wrong.
final class Problems {

    /// Exit status for what cannot work as it was typed, or what the machine forbids.
    static final int EXIT = 2;

    private Problems() {}

    /// Prints one line a problem.
    ///
    /// @return the exit status
    static int print(PrintWriter err, List<String> problems) {
        problems.forEach(problem -> err.println("mpd-dns: " + PlainText.of(problem)));
        err.flush();
        return EXIT;
    }

    /// Prints one line a problem, and where to read on.
    ///
    /// @return the exit status
    static int print(PrintWriter err, List<String> problems, String hint) {
        print(err, problems);
        err.println(hint);
        err.flush();
        return EXIT;
    }
}
