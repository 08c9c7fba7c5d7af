package mpd.dns.server;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// UDP and TCP on one listen address.
final class Endpoint {

    private static final int TRIES_FOR_A_PORT = 20;
    private static final String FLAG = "--listen";

    private final InetSocketAddress wanted;
    private final Supplier<UdpListener> newUdp;
    private final Supplier<TcpListener> newTcp;
    // Swapped by the thread that binds, read by the control socket's.
    private volatile State state = new State.Absent("not tried yet");
    private @Nullable UdpListener udp;
    private @Nullable TcpListener tcp;
    private boolean open;

    Endpoint(InetSocketAddress wanted, Supplier<UdpListener> newUdp, Supplier<TcpListener> newTcp) {
        this.wanted = wanted;
        this.newUdp = newUdp;
        this.newTcp = newTcp;
    }

    /// What came of binding.
    sealed interface State {

        /// Both sockets are there.
        record Bound(InetSocketAddress address) implements State {}

        /// The address does not exist on this machine, at least not yet.
        record Absent(String why) implements State {}

        /// The address cannot be had: `problem` is a sentence for the person.
        record Refused(String problem) implements State {}
    }

    InetSocketAddress wanted() {
        return wanted;
    }

    State state() {
        return state;
    }

    /// Tries to bind both sockets, or none.
    synchronized State bind() {
        if (!(state instanceof State.Bound)) {
            int tries = wanted.getPort() == 0 ? TRIES_FOR_A_PORT : 1;
            for (int i = 0; i < tries && !(state instanceof State.Bound); i++) {
                state = once();
            }
        }
        return state;
    }

    /// Takes queries, and connections, from now on or from when it is bound.
    synchronized void open() {
        open = true;
        if (udp != null) {
            udp.read();
        }
        if (tcp != null) {
            tcp.accept();
        }
    }

    synchronized void refresh(Set<InetAddress> local) {
        if (udp != null) {
            udp.refresh(local);
        }
    }

    synchronized void stopAccepting() {
        if (tcp != null) {
            tcp.close();
        }
    }

    synchronized void stopReading() {
        if (udp != null) {
            udp.stopReading();
        }
    }

    synchronized void close() {
        if (tcp != null) {
            tcp.close();
        }
        if (udp != null) {
            udp.close();
        }
    }

    private State once() {
        // TCP first: whoever gets an answer over UDP finds TCP there as well.
        TcpListener connections = newTcp.get();
        InetSocketAddress address;
        try {
            address = connections.bind(wanted);
        } catch (Exception e) {
            return failure("tcp", wanted, FLAG, e);
        }
        UdpListener datagrams = newUdp.get();
        try {
            datagrams.bind(address);
        } catch (Exception e) {
            connections.close();
            return failure("udp", address, FLAG, e);
        }
        udp = datagrams;
        tcp = connections;
        if (open) {
            open();
        }
        return new State.Bound(address);
    }

    /// Netty throws whatever the system call failed with, declared or not, and only its text says what that
    /// was.
    ///
    /// @param flag says where to listen
    static State failure(String protocol, InetSocketAddress address, String flag, Exception failure) {
        String text = String.valueOf(failure.getMessage());
        String lower = text.toLowerCase(Locale.ROOT);
        String what = show(address) + " (" + protocol.toUpperCase(Locale.ROOT) + ")";
        if (lower.contains("cannot assign requested") || lower.contains("family")) {
            return new State.Absent(text);
        }
        if (lower.contains("already in use")) {
            Optional<String> holder = PortHolder.of(protocol, address);
            return new State.Refused(
                    what + " is taken by " + holder.orElse("another program (/proc does not tell which)"));
        }
        if (lower.contains("permission denied") && address.getPort() < 1024) {
            return new State.Refused(what + ": permission denied (a port below 1024 needs root or"
                    + " CAP_NET_BIND_SERVICE): run it as root, or choose another port with " + flag + " ADDR:PORT");
        }
        return new State.Refused(what + " cannot be bound: " + text);
    }

    static String show(InetSocketAddress address) {
        return NetUtil.toSocketAddressString(address);
    }
}
