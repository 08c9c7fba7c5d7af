package mpd.dns.forward;

import java.util.Optional;
import java.util.concurrent.CompletionStage;

/// Asks the upstream nameservers on behalf of clients.
public interface Forwarder {

    /// Asks, within 4.5 seconds. The stage never fails. May be called from any thread; completes on an event
    /// loop.
    CompletionStage<UpstreamAnswer> ask(UpstreamQuestion question);

    /// What is known without asking anybody, for queries that do not desire recursion.
    default Optional<UpstreamAnswer.Answered> peek(UpstreamQuestion question) {
        return Optional.empty();
    }
}
