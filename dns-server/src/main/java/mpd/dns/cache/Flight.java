package mpd.dns.cache;

import java.util.concurrent.CompletableFuture;
import mpd.dns.forward.UpstreamAnswer;
import org.jspecify.annotations.Nullable;

/// One question on its way, and all who wait for it.
///
/// @param key    what is asked
/// @param kept   what was kept before, to fall back on
/// @param since  when it was asked, by [CacheClock#awake()]
/// @param answer what those who wait get; never given to a client itself, who could cancel it for the others
record Flight(CacheKey key, @Nullable Entry kept, long since, CompletableFuture<UpstreamAnswer> answer) {

    Flight(CacheKey key, @Nullable Entry kept, long since) {
        this(key, kept, since, new CompletableFuture<>());
    }
}
