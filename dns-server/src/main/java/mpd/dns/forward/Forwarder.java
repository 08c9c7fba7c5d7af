package mpd.dns.forward;

import java.util.concurrent.CompletionStage;

/// Asks the upstream nameservers on behalf of clients.
public interface Forwarder {

    /// Asks, within 4.5 seconds. The stage never fails. May be called from any thread; completes on an event
    /// loop.
    CompletionStage<UpstreamAnswer> ask(UpstreamQuestion question);
}
