package mpd.dns.registry;

import java.time.InstantSource;
import java.util.List;
import java.util.function.Consumer;
import mpd.dns.zone.Subnet;
import org.xbill.DNS.Name;

/// Holds the last contribution and state of every source, and publishes one immutable [View] of them all.
///
/// Sources call [#register], then [#update] and [#state] from any thread; the update is in the view when the call
/// returns.
/// An update with nothing new publishes nothing.
public final class Registry {

    /// @param zones   absolute names this server is authoritative for, at least one
    /// @param subnets subnets whose reverse zones are answered here, besides those that sources learn
    /// @param clock   for the SOA serial and for `since`
    public Registry(List<Name> zones, List<Subnet> subnets, InstantSource clock) {
        throw new UnsupportedOperationException();
    }

    /// Names a source and says how it starts out.
    public void register(SourceId source, SourceState state) {
        throw new UnsupportedOperationException();
    }

    /// Replaces what the source has said, and its state, in one step.
    public void update(SourceId source, Contribution contribution, SourceState state) {
        throw new UnsupportedOperationException();
    }

    /// Changes the state of a source and keeps its last contribution.
    public void state(SourceId source, SourceState state) {
        throw new UnsupportedOperationException();
    }

    /// The current view.
    public View view() {
        throw new UnsupportedOperationException();
    }

    /// Calls the listener with every later view, on the thread of the source that made it.
    public void onPublish(Consumer<View> listener) {
        throw new UnsupportedOperationException();
    }
}
