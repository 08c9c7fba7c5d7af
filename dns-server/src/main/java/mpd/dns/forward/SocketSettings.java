package mpd.dns.forward;

import java.time.Duration;

/// How many sockets an event loop has to one nameserver, and for how long. Why: docs/UPSTREAM-TRANSPORT.md.
///
/// @param sockets     UDP sockets that take questions at one time
/// @param questions   after which a UDP socket is renewed; each draws its own number, from half of this to one
///                    and a half
/// @param life        after which a UDP socket is renewed; drawn likewise
/// @param idle        after which a TCP connection is closed
/// @param withoutEdns how long a nameserver that understood a question only without EDNS is asked like that
record SocketSettings(int sockets, int questions, Duration life, Duration idle, Duration withoutEdns) {

    /// What the program runs with. Servers close idle connections later than that (RFC 7766 section 6.2.3), so
    /// few questions meet one that is closing.
    static final SocketSettings STANDARD =
            new SocketSettings(8, 256, Duration.ofSeconds(3), Duration.ofSeconds(10), Duration.ofMinutes(5));
}
