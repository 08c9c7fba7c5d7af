package mpd.dns.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import mpd.dns.zone.Subnet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Whose queries are answered.
class AllowedClientsTest {

    private static final List<Subnet> OURS = subnets(
            "10.0.0.0/8",
            "172.16.0.0/12",
            "192.168.0.0/16",
            "127.0.0.0/8",
            "169.254.0.0/16",
            "fc00::/7",
            "fe80::/10",
            "::1/128");

    private static List<Subnet> subnets(String... texts) {
        return Stream.of(texts).map(text -> Subnet.parse(text).orElseThrow()).toList();
    }

    private static InetAddress address(String text) {
        return InetAddress.ofLiteral(text);
    }

    private static InetAddress v6(byte[] bytes) {
        try {
            return Inet6Address.getByAddress(null, bytes, -1);
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    /// As the kernel gives an IPv4 client to a socket for both families.
    private static InetAddress mapped(byte[] v4) {
        byte[] bytes = new byte[16];
        bytes[10] = -1;
        bytes[11] = -1;
        System.arraycopy(v4, 0, bytes, 12, 4);
        return v6(bytes);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "10.0.0.0",
                "10.255.255.255",
                "172.16.0.0",
                "172.31.255.255",
                "192.168.0.0",
                "192.168.255.255",
                "127.0.0.1",
                "127.255.255.255",
                "169.254.0.1",
                "fc00::",
                "fdff::1",
                "fe80::1",
                "febf::1",
                "::1"
            })
    void privateLoopbackAndLinkLocalClientsAreAnswered(String text) {
        assertThat(new AllowedClients(List.of()).allows(address(text))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "9.255.255.255",
                "11.0.0.0",
                "172.15.255.255",
                "172.32.0.0",
                "192.167.255.255",
                "192.169.0.0",
                "126.255.255.255",
                "128.0.0.1",
                "169.253.255.255",
                "169.255.0.0",
                "0.0.0.0",
                "255.255.255.255",
                "100.64.0.1",
                "198.51.100.7",
                "8.8.8.8",
                "::",
                "::2",
                "::10.0.0.1",
                "fbff::1",
                "fec0::1",
                "2001:db8::1",
                "64:ff9b::10.0.0.1"
            })
    void othersAreNot(String text) {
        assertThat(new AllowedClients(List.of()).allows(address(text))).isFalse();
    }

    @Test
    void whatIsAddedIsAnsweredBesides() {
        AllowedClients clients = new AllowedClients(subnets("198.51.100.0/25", "2001:db8::/33", "203.0.113.7/32"));
        assertThat(Stream.of("198.51.100.127", "2001:db8:7fff::1", "203.0.113.7", "10.1.2.3", "::1"))
                .allMatch(text -> clients.allows(address(text)));
        assertThat(Stream.of("198.51.100.128", "2001:db8:8000::1", "203.0.113.6", "8.8.8.8"))
                .noneMatch(text -> clients.allows(address(text)));
    }

    @Test
    void everybodyOfOneFamilyCanBeAdded() {
        AllowedClients clients = new AllowedClients(subnets("0.0.0.0/0"));
        assertThat(clients.allows(address("8.8.8.8"))).isTrue();
        assertThat(clients.allows(mapped(address("8.8.8.8").getAddress()))).isTrue();
        assertThat(clients.allows(address("2001:db8::1"))).isFalse();
        assertThat(new AllowedClients(subnets("::/0")).allows(address("2001:db8::1")))
                .isTrue();
    }

    @Test
    void matchingIsThatOfSubnetsForAnyAddressAndAnySubnets() {
        Random random = new Random(20260101);
        for (int round = 0; round < 20_000; round++) {
            List<Subnet> added = new ArrayList<>();
            for (int i = random.nextInt(4); i > 0; i--) {
                byte[] network = bytes(random, random.nextBoolean() ? 4 : 16);
                added.add(new Subnet(inet(network), random.nextInt(network.length * 8 + 1)));
            }
            byte[] client = near(random, added);
            InetAddress address = client.length == 4 ? inet(client) : v6(client);
            boolean expected = Stream.concat(OURS.stream(), added.stream()).anyMatch(one -> one.contains(inet(client)));
            assertThat(new AllowedClients(added).allows(address))
                    .as("%s with %s", address, added)
                    .isEqualTo(expected);
            if (client.length == 4) {
                assertThat(new AllowedClients(added).allows(mapped(client)))
                        .as("mapped %s with %s", address, added)
                        .isEqualTo(expected);
            }
        }
    }

    /// An address at the edge of one of the subnets, or any.
    private static byte[] near(Random random, List<Subnet> added) {
        List<Subnet> all = new ArrayList<>(OURS);
        all.addAll(added);
        if (random.nextInt(4) == 0) {
            return bytes(random, random.nextBoolean() ? 4 : 16);
        }
        Subnet subnet = all.get(random.nextInt(all.size()));
        byte[] client = subnet.network().getAddress();
        byte[] noise = bytes(random, client.length);
        for (int bit = subnet.prefix(); bit < client.length * 8; bit++) {
            client[bit / 8] |= (byte) (noise[bit / 8] & 0x80 >> bit % 8);
        }
        if (random.nextBoolean()) {
            int bit = random.nextInt(client.length * 8);
            client[bit / 8] ^= (byte) (0x80 >> bit % 8);
        }
        return client;
    }

    private static byte[] bytes(Random random, int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    private static InetAddress inet(byte[] bytes) {
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }
}
