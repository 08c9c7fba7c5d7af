package mpd.dns.transport;

import java.util.concurrent.Executor;

/// Counts what there is to send in each turn of an event loop: things of one turn that leave together cost one
/// call of the kernel, and one that is alone need not wait for others. Lives on that event loop.
public final class Turn {

    private int many;
    private boolean oneBefore = true;

    /// One more is to be sent.
    ///
    /// @param loop  whose turn it is
    /// @param atEnd is run once when this turn ends, whoever was first to ask for it
    public void another(Executor loop, Runnable atEnd) {
        if (many == 0) {
            loop.execute(() -> {
                oneBefore = many == 1;
                many = 0;
                atEnd.run();
            });
        }
        many++;
    }

    /// How many there have been in this turn.
    public int many() {
        return many;
    }

    /// Whether there has been one, and there will be no other as far as the turn before tells.
    public boolean alone() {
        return many == 1 && oneBefore;
    }
}
