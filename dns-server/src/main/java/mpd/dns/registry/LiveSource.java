package mpd.dns.registry;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/// A source whose world changes by itself, and which can make sure of its last word before a name is denied.
public interface LiveSource {

    /// Makes sure that everything which had happened when this was called is in the registry, or finds out that
    /// it cannot.
    ///
    /// Many callers share one effort. The stage never fails; it is already complete where there is nothing to
    /// make sure of, and is otherwise completed on a thread of the source, after the registry has published.
    CompletionStage<Confirmation> confirm();

    /// Whether [#confirm()] would be complete at once, and say that the registry holds what is true now. It
    /// says no where that is not known.
    default boolean sure() {
        return false;
    }

    /// There is nothing that changes by itself.
    LiveSource NONE = new LiveSource() {
        @Override
        public CompletionStage<Confirmation> confirm() {
            return CompletableFuture.completedFuture(new Confirmation.Current());
        }

        @Override
        public boolean sure() {
            return true;
        }
    };

    /// What [#confirm()] found.
    sealed interface Confirmation {

        /// The registry holds what is true now.
        record Current() implements Confirmation {}

        /// The source cannot be read and the registry holds its last good state.
        ///
        /// @param note one sentence for the person with `dig`, e.g. `Podman feed down since 10:15:00Z`
        record Outdated(String note) implements Confirmation {}

        /// Something is known to have changed and was not read in time: nobody may deny a name now.
        record Unsure(String note) implements Confirmation {}
    }
}
