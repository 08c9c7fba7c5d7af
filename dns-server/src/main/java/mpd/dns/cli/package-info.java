/// The command line: `mpd-dns serve` and the commands that look into a running server.
///
/// The only place that prints, exits, or reads the environment. Start reading at [Main].
@NullMarked
package mpd.dns.cli;

import org.jspecify.annotations.NullMarked;
