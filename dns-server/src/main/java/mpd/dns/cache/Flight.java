package mpd.dns.cache;

import java.util.concurrent.CompletableFuture;
import mpd.dns.forward.UpstreamAnswer;
import org.jspecify.annotations.Nullable;

/// One question on its way, and all who wait for it.
///
/// @param key     what is asked
/// @param kept  what was kept before, to fall back on
/// @param answer  what those who wait get; never given to a client itself, who could cancel it for the others
record Flight(CacheKey key, @Nullable Entry kept, CompletableFuture<UpstreamAnswer> answer) {

    Flight(CacheKey key, @Nullable Entry kept) {
        this(key, kept, new CompletableFuture<>());
    }
}
