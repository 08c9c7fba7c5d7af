package mpd.dns.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Stream;
import mpd.dns.conf.ConfOptions;
import org.junit.jupiter.api.Test;

class ListenAddressesTest {

    private final List<ListenAddresses.Link> links = new ArrayList<>(List.of(
            link("lo", true, "127.0.0.1", "::1"), link("eth0", false, "192.0.2.1"), link("eth1", false, "192.0.2.2")));

    private static ListenAddresses.Link link(String name, boolean loopback, String... addresses) {
        return new ListenAddresses.Link(
                name, loopback, Stream.of(addresses).map(InetAddress::ofLiteral).toList());
    }

    private ListenAddresses listen(List<String> addresses, List<String> interfaces, List<String> except) {
        ConfOptions.Listen listen = new ConfOptions.Listen(
                OptionalInt.of(5353),
                addresses.stream().map(InetAddress::ofLiteral).toList(),
                interfaces,
                except);
        return ListenAddresses.of(List.of(), listen, () -> List.copyOf(links));
    }

    private static List<String> texts(ListenAddresses addresses) {
        return addresses.now().stream()
                .map(address -> address.getAddress().getHostAddress())
                .toList();
    }

    @Test
    void everythingIsListenedOnWhereNothingOrAStarIsSaid() {
        assertThat(texts(listen(List.of(), List.of(), List.of()))).containsExactly("0.0.0.0", "0:0:0:0:0:0:0:0");
        assertThat(texts(listen(List.of("192.0.2.1"), List.of("eth0", "*"), List.of())))
                .containsExactly("0.0.0.0", "0:0:0:0:0:0:0:0");
        assertThat(listen(List.of(), List.of("*"), List.of()).now())
                .extracting(InetSocketAddress::getPort)
                .containsOnly(5353);
    }

    @Test
    void anInterfaceIsItsAddressesOfNowAndLoopback() {
        ListenAddresses listen = listen(List.of(), List.of("wg0"), List.of());
        assertThat(texts(listen)).containsExactly("127.0.0.1", "0:0:0:0:0:0:0:1");
        links.add(link("wg0", false, "10.164.0.2"));
        assertThat(texts(listen)).containsExactly("127.0.0.1", "0:0:0:0:0:0:0:1", "10.164.0.2");
        links.removeLast();
        assertThat(texts(listen)).containsExactly("127.0.0.1", "0:0:0:0:0:0:0:1");
    }

    @Test
    void addressesAddUpWithInterfacesAndBringNoLoopbackAlone() {
        assertThat(texts(listen(List.of("192.0.2.9"), List.of(), List.of()))).containsExactly("192.0.2.9");
        assertThat(texts(listen(List.of("192.0.2.9"), List.of("eth0"), List.of())))
                .containsExactly("192.0.2.9", "127.0.0.1", "0:0:0:0:0:0:0:1", "192.0.2.1");
    }

    @Test
    void whatFilesSayLaterWaitsForTheNextStartUnlessTheCommandLineSaysWhere() {
        ConfOptions.Listen first = new ConfOptions.Listen(OptionalInt.empty(), List.of(), List.of("*"), List.of());
        ConfOptions.Listen later = new ConfOptions.Listen(OptionalInt.of(5353), List.of(), List.of("*"), List.of());
        ListenAddresses byFiles = ListenAddresses.of(List.of(), first);
        assertThat(byFiles.outdated(first)).isFalse();
        assertThat(byFiles.outdated(later)).isTrue();
        List<InetSocketAddress> flag = List.of(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 1053));
        assertThat(ListenAddresses.of(flag, first).outdated(later)).isFalse();
    }

    @Test
    void aNameMayEndInAStar() {
        assertThat(texts(listen(List.of(), List.of("eth*"), List.of()))).contains("192.0.2.1", "192.0.2.2");
    }

    @Test
    void anInterfaceIsLeftOutWhateverElseNamesIt() {
        assertThat(texts(listen(List.of(), List.of(), List.of("eth1"))))
                .containsExactly("127.0.0.1", "0:0:0:0:0:0:0:1", "192.0.2.1");
        assertThat(texts(listen(List.of(), List.of("*"), List.of("eth1", "lo"))))
                .containsExactly("192.0.2.1");
        assertThat(texts(listen(List.of("192.0.2.2"), List.of("eth*"), List.of("eth1"))))
                .doesNotContain("192.0.2.2");
    }

    @Test
    void interfacesThatCannotBeListedAreStillThere() {
        ListenAddresses listen = listen(List.of(), List.of("eth0"), List.of());
        links.clear();
        assertThat(texts(listen)).containsExactly("127.0.0.1", "0:0:0:0:0:0:0:1", "192.0.2.1");
    }

    @Test
    void theCommandLineBeatsFiles() {
        InetSocketAddress flag = new InetSocketAddress("192.0.2.77", 53);
        ConfOptions.Listen listen =
                new ConfOptions.Listen(OptionalInt.empty(), List.of(), List.of("eth0"), List.of("lo"));
        assertThat(ListenAddresses.of(List.of(flag), listen, () -> links).now()).containsExactly(flag);
    }
}
