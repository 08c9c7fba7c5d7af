package mpd.dns.query;

import mpd.dns.query.QueryCounters.Kind;

/// How long the same query gets the same answer.
public sealed interface Lasting {

    /// The answer holds for this query alone.
    Lasting ONCE = new Once();

    /// See [#ONCE].
    record Once() implements Lasting {}

    /// The zones alone decided it: it holds as long as the view of the registry is the current one.
    ///
    /// @param kind as what it is counted
    record WithView(Kind kind) implements Lasting {}

    /// A denial: the same, and it is to be confirmed each time.
    record WhenConfirmed() implements Lasting {}
}
