/// Podman as a source of the registry: its event stream is the hint, a full read of its containers the truth.
///
/// Talks HTTP over the unix socket and nothing else. Start reading at [PodmanSource].
@NullMarked
package mpd.dns.podman;

import org.jspecify.annotations.NullMarked;
