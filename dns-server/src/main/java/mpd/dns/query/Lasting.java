package mpd.dns.query;

import mpd.dns.query.QueryCounters.Kind;
import mpd.dns.registry.View;

/// How long the same query gets the same answer.
public sealed interface Lasting {

    /// The answer holds for this query alone.
    record Once() implements Lasting {}

    /// The zones alone decided it: it holds as long as they are as they are.
    ///
    /// @param kind as what it is counted
    record WithZones(Kind kind) implements Lasting {}

    /// A denial: it holds as long as this view is the current one, and is to be confirmed each time.
    record WhenConfirmed(View view) implements Lasting {}

    /// Nothing but this query.
    Lasting ONCE = new Once();
}
