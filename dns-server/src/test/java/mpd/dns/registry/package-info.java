@NullMarked
package mpd.dns.registry;

import org.jspecify.annotations.NullMarked;
