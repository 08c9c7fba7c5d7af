/// `platform.env`: the address of the machine the containers run on.
///
/// A source of the registry. Start reading at [PlatformEnv].
@NullMarked
package mpd.dns.platform;

import org.jspecify.annotations.NullMarked;
