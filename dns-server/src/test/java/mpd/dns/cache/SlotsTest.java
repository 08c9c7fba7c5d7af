package mpd.dns.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SlotsTest {

    /// Few different hashes make long runs, which begin anywhere and go round the end of the table.
    @ParameterizedTest
    @ValueSource(ints = {3, 40, 100_000})
    void numbersAreFoundByTheirHashesWhateverWasRemoved(int hashes) {
        Slots slots = new Slots(1 << 14);
        Random random = new Random(hashes);
        Map<Integer, Integer> hashOf = new HashMap<>();
        for (int i = 0; i < 60_000; i++) {
            int number = random.nextInt(hashes < 1000 ? 120 : 9000);
            Integer hash = hashOf.remove(number);
            if (hash == null) {
                hash = random.nextInt(hashes) * 0x9e3779b9;
                hashOf.put(number, hash);
                slots.add(hash, number);
            } else {
                slots.remove(slots.of(hash, number));
            }
            if (i % 2000 == 0) {
                assertThat(slots.count()).isEqualTo(hashOf.size());
                hashOf.forEach(
                        (held, itsHash) -> assertThat(found(slots, itsHash)).contains(held));
            }
        }
        hashOf.forEach((held, itsHash) -> slots.remove(slots.of(itsHash, held)));
        assertThat(slots.count()).isZero();
    }

    @Test
    void tableGrowsAsItFillsAndNoFurtherThanItMay() {
        Slots slots = new Slots(5000);

        assertThat(slots.bytes()).isEqualTo(256 * 8);
        assertThat(slots.most()).isEqualTo(3072);
        for (int i = 0; i < slots.most(); i++) {
            slots.add(i * 31, i);
        }

        assertThat(slots.bytes()).isEqualTo(4096 * 8);
        for (int i = 0; i < slots.most(); i++) {
            assertThat(found(slots, i * 31)).contains(i);
        }
    }

    @Test
    void replacedNumberIsFoundInsteadOfTheOneBefore() {
        Slots slots = new Slots(256);
        slots.add(7, 1);
        slots.add(7, 2);

        slots.replace(slots.of(7, 1), Integer.MAX_VALUE - 1);

        assertThat(found(slots, 7)).containsExactlyInAnyOrder(Integer.MAX_VALUE - 1, 2);
    }

    private static Set<Integer> found(Slots slots, int hash) {
        Set<Integer> numbers = new HashSet<>();
        for (int slot = slots.first(hash); slots.taken(slot); slot = slots.next(slot)) {
            if (slots.hash(slot) == hash) {
                numbers.add(slots.number(slot));
            }
        }
        return numbers;
    }
}
