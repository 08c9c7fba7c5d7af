package mpd.dns.query;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.xbill.DNS.Type;

class CanariesTest extends PipelineFixture {

    private static final String DENIED =
            "NXDomain[][SOA] ede 15 canary-domains: browsers are told to stay with this resolver";

    @BeforeEach
    void turnOn() {
        pipeline.use(policy(true));
    }

    private static ForwardPolicy policy(boolean canaries) {
        return new ForwardPolicy(
                false,
                false,
                false,
                _ -> true,
                Rebinding.ALLOWED,
                new LocalDomains(_ -> false, List.of(), 1, canaries),
                Filters.NONE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "use-application-dns.net.",
                "USE-application-DNS.net.",
                "mask.icloud.com.",
                "mask-h2.icloud.com.",
                "below.mask.icloud.com."
            })
    void aCanaryIsDeniedForEveryTypeAndAskedOfNobody(String name) {
        assertThat(ask(name, Type.A)).isCompletedWithValue(DENIED);
        assertThat(ask(name, Type.AAAA)).isCompletedWithValue(DENIED);
        assertThat(ask(name, Type.HTTPS)).isCompletedWithValue(DENIED);
        assertThat(forwarded).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"icloud.com.", "www.icloud.com.", "xmask.icloud.com.", "application-dns.net."})
    void otherNamesAreForwarded(String name) {
        assertThat(ask(name, Type.A)).isCompletedWithValue("ServFail[][] ede 22 nobody");
        assertThat(forwarded).hasSize(1);
    }

    @Test
    void aRecordThatSomeoneGaveIsNeverBeaten() {
        publish("mask.icloud.com.", "10.163.0.9");
        assertThat(ask("mask.icloud.com.", Type.A)).isCompletedWithValue("NoError aa[10.163.0.9][]");
        assertThat(ask("mask.icloud.com.", Type.HTTPS).join()).startsWith("NoError[][SOA]");
        assertThat(ask("mask-h2.icloud.com.", Type.A)).isCompletedWithValue(DENIED);
        assertThat(forwarded).isEmpty();
    }

    @Test
    void whereItIsOffTheyAreNamesLikeOthers() {
        pipeline.use(policy(false));
        assertThat(ask("use-application-dns.net.", Type.A)).isCompletedWithValue("ServFail[][] ede 22 nobody");
        assertThat(forwarded).hasSize(1);
    }
}
