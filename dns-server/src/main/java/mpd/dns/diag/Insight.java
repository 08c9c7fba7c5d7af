package mpd.dns.diag;

import mpd.dns.control.StatusReply;

/// What the server says of itself.
sealed interface Insight {

    /// It says this.
    record Told(StatusReply status) implements Insight {}

    /// It should be here and says nothing.
    record Mute(String why) implements Insight {}

    /// It is somewhere else, and only its answers are seen.
    record Outside() implements Insight {}
}
