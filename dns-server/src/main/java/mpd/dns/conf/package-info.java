/// dnsmasq's configuration: the language of its files, and what they say.
@NullMarked
package mpd.dns.conf;

import org.jspecify.annotations.NullMarked;
