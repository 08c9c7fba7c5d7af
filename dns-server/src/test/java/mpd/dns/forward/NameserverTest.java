package mpd.dns.forward;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Routers of two networks often have the same link-local address.
class NameserverTest {

    private static final InetSocketAddress HERE = at("fe80::53%1");
    private static final InetSocketAddress THERE = at("fe80::53%2");

    private static InetSocketAddress at(String address) {
        return new InetSocketAddress(InetAddress.ofLiteral(address), 53);
    }

    private static Groups groups(List<InetSocketAddress> nameservers, @Nullable Groups before) {
        return new Groups(ForwardPlan.of(nameservers, "none"), ForwardSettings.STANDARD, before, _ -> {});
    }

    @Test
    void sameAddressOnAnotherInterfaceIsAnotherNameserver() {
        assertThat(HERE).as("as Java has it").isEqualTo(THERE);
        assertThat(Nameserver.of(HERE)).isNotEqualTo(Nameserver.of(THERE)).isEqualTo(Nameserver.of(at("fe80::53%1")));
        assertThat(Nameserver.of(at("192.0.2.1"))).isEqualTo(Nameserver.of(at("192.0.2.1")));
    }

    @Test
    void bothAreAskedEachForItself() {
        assertThat(groups(List.of(HERE, THERE), null).all()).hasSize(2);
    }

    @Test
    void nothingIsKnownOfTheOneOnTheOtherInterface() {
        Groups before = groups(List.of(HERE), null);
        before.all().getFirst().unreachable(SocketFailure.Unreachable.by(null));
        assertThat(groups(List.of(HERE), before).all().getFirst().health()).isEqualTo(Health.UNREACHABLE);
        assertThat(groups(List.of(THERE), before).all().getFirst().health()).isEqualTo(Health.WELL);
    }
}
