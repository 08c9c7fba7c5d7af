package mpd.dns.diag;

/// What one look at one link of the chain has found. The texts are sentences for the person at the terminal.
public sealed interface Finding {

    /// What was seen, or why nothing could be.
    String text();

    /// It is as it should be.
    record Sound(String text) implements Finding {}

    /// It is not.
    ///
    /// @param text what is wrong
    /// @param fix  what to do about it, in words that can be pasted
    record Trouble(String text, String fix) implements Finding {}

    /// It cannot be seen from where the person is.
    record Unseen(String text) implements Finding {}
}
