package mpd.dns.forward;

import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.xbill.DNS.Name;

/// Asks the upstream nameservers on behalf of clients.
public interface Forwarder {

    /// Asks, within 4.5 seconds. The stage never fails. May be called from any thread; completes on an event
    /// loop.
    CompletionStage<UpstreamAnswer> ask(UpstreamQuestion question);

    /// The same.
    ///
    /// @param gone is run, at most once, when the network has refused every nameserver or all have been silent
    ///     for long: who has something to fall back on need not wait for the end. Never waits for anything
    default CompletionStage<UpstreamAnswer> ask(UpstreamQuestion question, Runnable gone) {
        return ask(question);
    }

    /// What is known without asking anybody, for queries that do not desire recursion.
    default Optional<UpstreamAnswer.Answered> peek(UpstreamQuestion question) {
        return Optional.empty();
    }

    /// What is known past its TTL and still better than nothing (RFC 8767), for who can wait no longer.
    default Optional<UpstreamAnswer.Answered> expired(UpstreamQuestion question) {
        return Optional.empty();
    }

    /// Whether a query for this name is a question of ours that has come back, as it does in a loop. Costs
    /// next to nothing for any other name.
    default boolean loops(Name name) {
        return false;
    }

    /// Something that it knew without asking anybody was given once more, without it.
    default void again() {}
}
