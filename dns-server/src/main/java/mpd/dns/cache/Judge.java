package mpd.dns.cache;

import java.util.Arrays;
import mpd.dns.forward.UpstreamAnswer.Answered;
import mpd.dns.wire.WireRecords;

/// Judges one message, and finds what is needed to give it out again.
///
/// - Its life is the smallest TTL of all its records but OPT, for a denial also that of RFC 2308 section 5:
///   the SOA's TTL and minimum, whichever is less.
/// - Never kept: truncated, RA clear, referrals, TTL 0, unreadable, not of this question, types of QTYPE alone.
final class Judge {

    // RFC 8767 section 4: a week. RFC 2308 section 5: three hours of denial.
    private static final int LONGEST = 604_800;
    private static final int LONGEST_DENIAL = 10_800;
    private static final int AA = 0x04;
    private static final int TC = 0x02;
    private static final int RA = 0x80;
    private static final int NOERROR = 0;
    private static final int NXDOMAIN = 3;
    private static final int YXDOMAIN = 6;
    private static final int TYPE_NS = 2;
    private static final int TYPE_SOA = 6;
    private static final int FIRST_META_TYPE = 128;
    private static final int LAST_META_TYPE = 255;
    // Two names of a byte at least and five numbers; MINIMUM is the last of them (RFC 1035 section 3.3.13).
    private static final int SHORTEST_SOA = 22;
    private static final int MINIMUM = 4;

    private final CacheKey key;
    private final byte[] message;
    private final CacheSettings settings;

    private char[] ttls = new char[8];
    private int count;
    private int smallest = Integer.MAX_VALUE;
    private int rcode;
    private int answers;
    private boolean answered;
    private boolean delegates;
    private int soa = -1;
    private int soaLife;
    private boolean asItCame = true;

    private Judge(CacheKey key, byte[] message, CacheSettings settings) {
        this.key = key;
        this.message = message;
        this.settings = settings;
    }

    /// @param key what was asked
    /// @param now by the cache's clock
    static Judgement of(CacheKey key, Answered answer, CacheSettings settings, long now) {
        return new Judge(key, answer.message(), settings).judge(answer, now);
    }

    private Judgement judge(Answered answer, long now) {
        if (message.length < WireRecords.HEADER
                || WireRecords.u16(message, 4) != 1
                || !key.asks(message, WireRecords.HEADER)
                || (message[2] & TC) != 0) {
            return new Judgement.Leave(false);
        }
        rcode = message[3] & 0xF;
        int end = WireRecords.walk(
                message, WireRecords.HEADER + key.questionLength(), (section, _, at) -> look(section, at));
        if (end < 0 || rcode == YXDOMAIN) {
            return new Judgement.Leave(false);
        }
        if (rcode != NOERROR && rcode != NXDOMAIN) {
            return new Judgement.Failing();
        }
        if ((message[3] & RA) == 0 || referral()) {
            return new Judgement.Leave(false);
        }
        int life = life();
        if (life <= 0) {
            return new Judgement.Leave(true);
        }
        Entry entry = entry(answer, end, life, now);
        return new Judgement.Keep(entry, asItCame);
    }

    private void look(int section, int at) {
        int type = WireRecords.u16(message, at);
        int ttl = WireRecords.ttl(message, at + WireRecords.TTL);
        if (type == WireRecords.TYPE_OPT) {
            // Its upper bits are where the TTL of others is (RFC 6891 section 6.1.3).
            rcode |= (message[at + WireRecords.TTL] & 0xFF) << 4;
            return;
        }
        if (count == ttls.length) {
            ttls = Arrays.copyOf(ttls, 2 * count);
        }
        ttls[count++] = (char) (at + WireRecords.TTL);
        smallest = Math.min(smallest, ttl);
        if (section == WireRecords.ANSWER) {
            answers++;
            answered |= type == key.type();
        } else if (section == WireRecords.AUTHORITY) {
            delegates |= type == TYPE_NS;
            soa(type, at, ttl);
        }
    }

    private void soa(int type, int at, int ttl) {
        int length = WireRecords.u16(message, at + WireRecords.RDLENGTH);
        if (type == TYPE_SOA && soa < 0 && length >= SHORTEST_SOA) {
            soa = at;
            soaLife = Math.min(ttl, WireRecords.ttl(message, at + WireRecords.RDATA + length - MINIMUM));
        }
    }

    /// A server that does not recurse names those who may know (RFC 2308 section 2.2.1).
    private boolean referral() {
        return rcode == NOERROR && answers == 0 && delegates && soa < 0;
    }

    private boolean denies() {
        return rcode == NXDOMAIN || !answered;
    }

    /// Seconds; 0 when it is not kept.
    private int life() {
        int type = key.type();
        if (type == 0 || type == WireRecords.TYPE_OPT || (type >= FIRST_META_TYPE && type <= LAST_META_TYPE)) {
            return 0;
        }
        int life = smallest;
        if (denies()) {
            if (settings.noNegatives()) {
                return 0;
            }
            long denied = soa >= 0 ? soaLife : settings.ttls().negative();
            life = (int) Math.min(life, denied);
        }
        return life == 0 ? 0 : settings.ttls().kept(life, cap());
    }

    private int cap() {
        return denies() ? LONGEST_DENIAL : LONGEST;
    }

    private Entry entry(Answered answer, int end, int life, long now) {
        byte[] kept = Arrays.copyOf(message, end);
        kept[0] = 0;
        kept[1] = 0;
        kept[2] &= (byte) ~AA;
        for (int i = 0; i < count; i++) {
            int ttl = WireRecords.ttl(kept, ttls[i]);
            // The SOA of a denial says for how long it holds (RFC 2308 section 5).
            int counts = denies() && ttls[i] == soa + WireRecords.TTL ? Math.min(ttl, soaLife) : ttl;
            int is = settings.ttls().kept(counts, cap());
            WireRecords.ttl(kept, ttls[i], is);
            asItCame &= is == ttl;
        }
        return new Entry(kept, Arrays.copyOf(ttls, count), answer.from(), now, life, 0);
    }
}
