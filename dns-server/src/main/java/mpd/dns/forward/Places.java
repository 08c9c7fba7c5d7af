package mpd.dns.forward;

/// How many queries may wait at a time: 10,000, or as many as a small heap has room for.
public final class Places {

    /// In this process.
    public static final int NUMBER = in(Runtime.getRuntime().maxMemory());

    private static final int MOST = 10_000;
    private static final int LEAST = 256;
    // The program, a full cache, a few names, young objects.
    private static final long ELSE = 22L << 20;
    // 2.4 KiB for one that has been asked seven times in vain; 8 for a long name and sixteen nameservers.
    private static final long EACH = 8L << 10;

    private Places() {}

    /// How many a heap has room for.
    ///
    /// @param bytes of the heap, at most
    static int in(long bytes) {
        return Math.clamp((bytes - ELSE) / EACH, LEAST, MOST);
    }
}
