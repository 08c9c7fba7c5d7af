package mpd.dns.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Name;

final class ClaimsTest {

    private static Claim claim(int number) {
        Name owner = Name.fromConstantString("n" + number + ".mpd.test.");
        return new Claim(
                new ARecord(owner, DClass.IN, 1, InetAddress.ofLiteral("192.0.2.1")),
                Precedence.FILE,
                new Origin.Flag("a test"),
                true);
    }

    @Test
    void oneAddressOfManyNamesHasOneOwnerNameForItsPointer() {
        List<Claim> given = IntStream.range(0, 10).mapToObj(ClaimsTest::claim).toList();

        Claims claims = Claims.of(given);

        assertThat(claims.list()).isEqualTo(given);
        Name owner = claims.list().getFirst().pointerOwner();
        assertThat(owner).hasToString("1.2.0.192.in-addr.arpa.");
        assertThat(claims.list())
                .allSatisfy(claim -> assertThat(claim.pointerOwner()).isSameAs(owner));
    }
}
