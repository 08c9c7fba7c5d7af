package mpd.dns.conf;

import static mpd.dns.conf.MemoryFiles.conf;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import mpd.dns.zone.Subnet;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.Name;
import org.xbill.DNS.TXTRecord;

class ConfReaderTest {

    private static List<String> records(Configuration configuration) {
        return configuration.claims().stream()
                .map(claim -> claim.record().toString().replaceAll("\\s+", " ").replaceAll("(0:){7}", "::"))
                .toList();
    }

    @Test
    void addressCoversTheNameAndEverythingBelow() {
        assertThat(records(conf("address=/moodle45.mpd.test/10.163.0.100")))
                .containsExactly("moodle45.mpd.test. 1 IN A 10.163.0.100", "*.moodle45.mpd.test. 1 IN A 10.163.0.100");
    }

    @Test
    void addressTakesSeveralDomainsStarsAndNullAddresses() {
        assertThat(records(conf("address=/a.t/b.t/::1", "address=/*.c.t/10.0.0.1", "address=/*d.t/10.0.0.2")))
                .containsExactly(
                        "a.t. 1 IN AAAA ::1",
                        "*.a.t. 1 IN AAAA ::1",
                        "b.t. 1 IN AAAA ::1",
                        "*.b.t. 1 IN AAAA ::1",
                        "*.c.t. 1 IN A 10.0.0.1",
                        "*d.t. 1 IN A 10.0.0.2");
        assertThat(records(conf("address=/#/10.0.0.1"))).containsExactly("*. 1 IN A 10.0.0.1");
        assertThat(records(conf("address=/ads.t/#"))).contains("ads.t. 1 IN A 0.0.0.0", "*.ads.t. 1 IN AAAA ::0");
    }

    @Test
    void aRealAddressOfADomainOverrulesTheNullAddressOfItsFamily() {
        assertThat(records(conf("address=/a.t/#", "address=/a.t/10.0.0.1")))
                .containsExactlyInAnyOrder(
                        "a.t. 1 IN A 10.0.0.1", "*.a.t. 1 IN A 10.0.0.1", "a.t. 1 IN AAAA ::0", "*.a.t. 1 IN AAAA ::0");
    }

    @Test
    void hostRecordBeatsAddressForItsNameAndFamilyAlone() {
        assertThat(records(conf("address=/a.t/10.0.0.1", "address=/a.t/::1", "host-record=a.t,10.0.0.9")))
                .containsExactlyInAnyOrder(
                        "a.t. 1 IN A 10.0.0.9", "*.a.t. 1 IN A 10.0.0.1", "a.t. 1 IN AAAA ::1", "*.a.t. 1 IN AAAA ::1");
    }

    @Test
    void recordOptionsGiveTheirRecords() {
        assertThat(records(conf(
                        "host-record=h.mpd.test,g.mpd.test,10.0.0.1,::1,60",
                        "cname=c.mpd.test,h.mpd.test",
                        "txt-record=t.mpd.test, sp  ace , \"x,y\"",
                        "srv-host=_ldap._tcp.mpd.test,h.mpd.test,389,1,2",
                        "mx-host=m.mpd.test,h.mpd.test,50",
                        "ptr-record=1.2.0.192.in-addr.arpa,h.mpd.test",
                        "caa-record=h.mpd.test,0,issue,example.org")))
                .containsExactly(
                        "h.mpd.test. 60 IN A 10.0.0.1",
                        "h.mpd.test. 60 IN AAAA ::1",
                        "g.mpd.test. 60 IN A 10.0.0.1",
                        "g.mpd.test. 60 IN AAAA ::1",
                        "c.mpd.test. 1 IN CNAME h.mpd.test.",
                        "t.mpd.test. 1 IN TXT \"sp ace \" \" x,y\"",
                        "_ldap._tcp.mpd.test. 1 IN SRV 1 2 389 h.mpd.test.",
                        "m.mpd.test. 1 IN MX 50 h.mpd.test.",
                        "1.2.0.192.in-addr.arpa. 1 IN PTR h.mpd.test.",
                        "h.mpd.test. 1 IN CAA 0 issue \"example.org\"");
    }

    @Test
    void anRrsetHasItsLowestTtl() {
        assertThat(records(conf("local-ttl=30", "host-record=h.t,10.0.0.1", "host-record=h.t,10.0.0.2,5")))
                .containsExactly("h.t. 5 IN A 10.0.0.1", "h.t. 5 IN A 10.0.0.2");
    }

    @Test
    void aLongTextBecomesSeveralStrings() {
        assertThat(conf("txt-record=t.t," + "x".repeat(300)).claims())
                .singleElement()
                .satisfies(claim -> assertThat(((TXTRecord) claim.record()).getStrings())
                        .containsExactly("x".repeat(255), "x".repeat(45)));
    }

    @Test
    void nameserversKeepTheirDomains() {
        Configuration read = conf(
                "server=192.0.2.1",
                "server=/corp.example/192.0.2.2#5353",
                "server=/public.corp.example/#",
                "server=//192.0.2.3",
                "rev-server=192.168.4.0/23,192.0.2.4",
                "local=/lan/",
                "server=/both.t/192.0.2.5",
                "local=/both.t/",
                "rev-server=172.20.0.0/16",
                "local=//");
        assertThat(read.problems()).isEmpty();
        assertThat(read.servers())
                .extracting(given -> given.domain().map(Name::toString).orElse(given.dotless() ? "//" : "-") + " "
                        + given.servers().stream()
                                .map(InetSocketAddress::toString)
                                .toList())
                .containsExactly(
                        "- [/192.0.2.1:53]",
                        "corp.example. [/192.0.2.2:5353]",
                        "public.corp.example. []",
                        "// [/192.0.2.3:53]",
                        "4.168.192.in-addr.arpa. [/192.0.2.4:53]",
                        "5.168.192.in-addr.arpa. [/192.0.2.4:53]",
                        "both.t. [/192.0.2.5:53]");
        assertThat(read.zones()).containsExactly(Name.fromConstantString("lan."));
        assertThat(read.subnets()).containsExactly(Subnet.parse("172.20.0.0/16").orElseThrow());
        assertThat(read.options().policy().dotlessLocal()).isTrue();
    }

    @Test
    void localDomainsMayBePatterns() {
        Configuration read = conf(
                "local=/*ads.t/",
                "local=/*.b.t/c.t/",
                "server=/*both.t/192.0.2.1",
                "local=/*both.t/",
                "local=/*x.mpd.test/");
        assertThat(read.problems()).isEmpty();
        assertThat(read.answers().denied())
                .containsExactly(Name.fromConstantString("*ads.t."), Name.fromConstantString("*.b.t."));
        assertThat(read.zones()).containsExactly(Name.fromConstantString("c.t."));
    }

    @Test
    void everythingCanBeLocalOrHaveAServer() {
        assertThat(conf("local=/#/").zones()).containsExactly(Name.root);
        assertThat(conf("local=/*/").zones()).containsExactly(Name.root);
        assertThat(conf("server=/#/192.0.2.1").servers())
                .singleElement()
                .extracting(DomainServers::domain)
                .isEqualTo(Optional.of(Name.root));
        assertThat(conf("server=/*t/192.0.2.1").problems()).isEmpty();
    }

    @Test
    void namesWithoutADotCanBeGivenAddresses() {
        Configuration read = conf("address=//10.0.0.1", "address=//::1", "address=/a.t//10.0.0.2");
        assertThat(read.problems()).isEmpty();
        assertThat(read.answers().dotless())
                .containsExactly(
                        InetAddress.ofLiteral("10.0.0.1"),
                        InetAddress.ofLiteral("::1"),
                        InetAddress.ofLiteral("10.0.0.2"));
        assertThat(records(read)).containsExactly("a.t. 1 IN A 10.0.0.2", "*.a.t. 1 IN A 10.0.0.2");
        assertThat(conf("address=//").options().policy().dotlessLocal()).isTrue();
    }

    @Test
    void theDefaultServersOfADomainBeatItsOthers() {
        assertThat(conf("server=/a.t/192.0.2.1", "server=/a.t/#", "server=/b.t/192.0.2.1")
                        .servers())
                .extracting(given ->
                        given.domain().orElseThrow() + " " + given.servers().size())
                .containsExactly("a.t. 0", "b.t. 1");
    }

    @Test
    void recordsOfAnyTypeAreGivenAsTheyGoOverTheWire() {
        Configuration read = conf(
                "dns-rr=h.t,65,0001 0000 0100 0302 6832",
                "dns-rr=u.t,65280,de:ad",
                "dns-rr=e.t,10",
                "naptr-record=n.t,100,50,u,E2U+sip,\"!^.*$!sip:info@n.t!\"");
        assertThat(read.problems()).isEmpty();
        assertThat(records(read))
                .containsExactly(
                        "h.t. 1 IN HTTPS 1 . alpn=h2",
                        "u.t. 1 IN TYPE65280 \\# 2 DEAD",
                        "e.t. 1 IN NULL \\# 0 ",
                        "n.t. 1 IN NAPTR 100 50 \"u\" \"E2U+sip\" \"!^.*$!sip:info@n.t!\" .");
    }

    @Test
    void settingsAreRead() {
        ConfOptions options = conf(
                        "port=5353",
                        "listen-address=127.0.0.1,::1",
                        "interface=*",
                        "local-ttl=10",
                        "neg-ttl=20",
                        "max-ttl=30",
                        "max-cache-ttl=40",
                        "min-cache-ttl=50",
                        "cache-size=0",
                        "dns-forward-max=9",
                        "resolv-file=/etc/dnsmasq-host-resolv.conf")
                .options();
        assertThat(options.listen().port()).isEqualTo(OptionalInt.of(5353));
        assertThat(options.listen().addresses())
                .containsExactly(InetAddress.ofLiteral("127.0.0.1"), InetAddress.ofLiteral("::1"));
        assertThat(options.listen().interfaces()).containsExactly("*");
        assertThat(options.ttls())
                .isEqualTo(new ConfOptions.Ttls(
                        OptionalLong.of(10),
                        OptionalLong.of(20),
                        OptionalLong.of(30),
                        OptionalLong.of(40),
                        OptionalLong.of(50)));
        assertThat(options.cacheSize()).isEqualTo(OptionalInt.of(0));
        assertThat(options.forwardMax()).isEqualTo(OptionalInt.of(9));
        assertThat(options.upstream().resolvFiles())
                .extracting(Object::toString)
                .containsExactly("/etc/dnsmasq-host-resolv.conf");
    }

    @Test
    void flagsAreRead() {
        ConfOptions options = conf(
                        "no-resolv",
                        "strict-order",
                        "all-servers",
                        "no-negcache",
                        "domain-needed",
                        "bogus-priv",
                        "stop-dns-rebind",
                        "rebind-localhost-ok",
                        "rebind-domain-ok=/plex.direct/corp/",
                        "log-queries=extra")
                .options();
        assertThat(options.upstream())
                .returns(true, ConfOptions.Upstream::noResolv)
                .returns(true, ConfOptions.Upstream::strictOrder)
                .returns(true, ConfOptions.Upstream::allServers);
        assertThat(options.policy())
                .isEqualTo(new ConfOptions.Policy(
                        true,
                        false,
                        true,
                        true,
                        true,
                        true,
                        List.of(Name.fromConstantString("plex.direct."), Name.fromConstantString("corp."))));
        assertThat(options.logQueries()).isTrue();
    }

    @Test
    void aLongerLeastLifetimeThanAnHourIsAnHour() {
        assertThat(conf("min-cache-ttl=86400").options().ttls().leastCached()).isEqualTo(OptionalLong.of(3600));
    }

    @Test
    void theFirstOfARepeatedNumberCounts() {
        Configuration read = conf("cache-size=7", "cache-size=9");
        assertThat(read.options().cacheSize()).isEqualTo(OptionalInt.of(7));
        assertThat(read.problems()).extracting(Problem::line).containsExactly(2);
    }

    @Test
    void cnamesThatLeadInACircleAreAProblemOfTheLineThatClosesIt() {
        Configuration read = conf("cname=a.t,b.t", "cname=b.t,c.t", "cname=c.t,a.t", "cname=a.t,d.t");
        assertThat(read.problems()).extracting(Problem::line).containsExactly(3, 4);
        assertThat(read.claims()).hasSize(2);
    }
}
