package mpd.dns.tests.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class EachTest {

    @Test
    void aFailureIsToldAfterAll() {
        final List<Integer> done = new ArrayList<>();
        assertThatIllegalStateException()
                .isThrownBy(() -> Each.of(List.of(1, 0, 2, 0), number -> done.add(6 / number)))
                .withMessage("2 of 4 failed")
                .withCauseInstanceOf(ArithmeticException.class);
        assertThat(done).containsExactly(6, 3);
    }
}
