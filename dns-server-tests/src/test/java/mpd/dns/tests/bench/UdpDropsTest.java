package mpd.dns.tests.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;

class UdpDropsTest {

    private static final InetSocketAddress SERVER = new InetSocketAddress("127.0.11.1", 53);

    private static final String SOCKETS = """
              sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode ref pointer drops
             1371: 010B007F:0035 00000000:0000 07 00000000:00000000 00:00000000 00000000     0        0 12 2 0000000000000000 40
             1372: 010B007F:0035 00000000:0000 07 00000000:00000000 00:00000000 00000000     0        0 13 2 0000000000000000 2
             1373: 010B007F:0036 00000000:0000 07 00000000:00000000 00:00000000 00000000     0        0 14 2 0000000000000000 100
             1374: 020B007F:0035 00000000:0000 07 00000000:00000000 00:00000000 00000000     0        0 15 2 0000000000000000 200
            """;
    private static final String MAPPED = """
              sl  local_address                         remote_address                        st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode ref pointer drops
             2066: 0000000000000000FFFF0000010B007F:0035 00000000000000000000000000000000:0000 07 00000000:00000000 00:00000000 00000000     0        0 16 2 0000000000000000 7
            """;
    private static final String COUNTERS = """
            Icmp: InMsgs InErrors
            Icmp: 1 9
            Udp: InDatagrams NoPorts InErrors OutDatagrams RcvbufErrors SndbufErrors
            Udp: 1000 3 45 1000 45 0
            UdpLite: InDatagrams NoPorts InErrors OutDatagrams
            UdpLite: 0 0 8 0
            """;

    @Test
    void onlyTheSocketsOfTheServerCount() {
        assertThat(UdpDrops.atSocket(SOCKETS, SERVER)).isEqualTo(42);
        assertThat(UdpDrops.atSocket(MAPPED, SERVER)).isEqualTo(7);
    }

    @Test
    void allAreWhatTheKernelCounts() {
        assertThat(UdpDrops.all(COUNTERS)).isEqualTo(45);
    }

    @Test
    void whatWasBeforeDoesNotCount() {
        assertThat(new UdpDrops(7, 12).since(new UdpDrops(3, 10))).isEqualTo(new UdpDrops(4, 2));
    }
}
