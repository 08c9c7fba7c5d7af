package mpd.dns.query;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.concurrent.TimeUnit;
import mpd.dns.wire.Query;
import mpd.dns.wire.Question;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Name;
import org.xbill.DNS.Type;

/// How often CNAMEs may lead back and forth.
class AskedTest {

    private static Asked asked(long nanos) {
        Name name = Name.fromConstantString("out.mpd.test.");
        Question question = new Question(name, Type.A, DClass.IN, new byte[0]);
        return Asked.first(new Query(1, true, false, false, question, Optional.empty()), nanos);
    }

    @Test
    void whileTheClientWaitsThereMayBeSomeTurns() {
        Asked asked = asked(TimeUnit.HOURS.toNanos(1));
        int turns = 0;
        while (asked.mayTurn()) {
            asked = asked.turnedTo(Name.root);
            turns++;
        }
        assertThat(turns).isEqualTo(8);
    }

    @Test
    void onceTheClientWaitsNoLongerThereIsNone() {
        assertThat(asked(0).mayTurn()).isFalse();
    }
}
