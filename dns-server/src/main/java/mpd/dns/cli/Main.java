package mpd.dns.cli;

/// The entry point.
public final class Main {

    private Main() {}

    /// Runs one command line.
    public static void main(String[] args) {
        System.exit(2);
    }
}
