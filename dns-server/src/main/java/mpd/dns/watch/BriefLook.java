package mpd.dns.watch;

import org.jspecify.annotations.Nullable;

/// Decides, from what a brief look saw, whether a thorough one is due. For one thread at a time.
public final class BriefLook {

    // So many brief looks in a row stand for themselves.
    private static final int MOST = 9;

    private @Nullable Object last;
    private int brief = MOST;

    /// Whether to look thoroughly: where something else was seen than the last time, where that proves
    /// nothing, and every tenth time. To be asked before the thorough look, so that what changes after it is
    /// seen by the next.
    ///
    /// @param seen   equal for two looks that saw the same
    /// @param proves whether a change would show in it, or be told of
    public boolean due(Object seen, boolean proves) {
        boolean same = seen.equals(last);
        last = seen;
        return due(same && proves);
    }

    /// The same for who compares by himself.
    ///
    /// @param unmoved whether the same was seen as the last time, and that proves something
    public boolean due(boolean unmoved) {
        brief = unmoved && brief < MOST ? brief + 1 : 0;
        return brief == 0;
    }
}
