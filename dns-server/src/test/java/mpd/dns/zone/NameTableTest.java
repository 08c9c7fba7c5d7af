package mpd.dns.zone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.Name;

class NameTableTest {

    private static final int MANY = 20_000;

    private static Name name(int number) {
        return Name.fromConstantString("n" + number + ".mpd.test.");
    }

    private static NameTable<Integer> table(int names) {
        NameTable.Edit<Integer> edit = NameTable.<Integer>empty().edit();
        for (int i = 0; i < names; i++) {
            edit.put(name(i), i);
        }
        return edit.table();
    }

    @Test
    void whatIsPutIsFoundInAnyLetterCaseAndNothingElseIs() {
        NameTable<Integer> table = table(MANY);
        assertThat(table.size()).isEqualTo(MANY);
        for (int i = 0; i < MANY; i++) {
            assertThat(table.get(name(i))).isEqualTo(i);
        }
        assertThat(table.get(Name.fromConstantString("N7.MPD.test."))).isEqualTo(7);
        assertThat(table.get(name(MANY))).isNull();
        assertThat(table.contains(name(MANY))).isFalse();
    }

    @Test
    void aChangedCopyLeavesItsOriginalAlone() {
        NameTable<Integer> before = table(MANY);
        NameTable.Edit<Integer> edit = before.edit();
        edit.put(name(1), -1);
        edit.remove(name(2));
        edit.put(name(MANY), MANY);
        NameTable<Integer> after = edit.table();
        assertThat(before.get(name(1))).isEqualTo(1);
        assertThat(before.get(name(2))).isEqualTo(2);
        assertThat(before.get(name(MANY))).isNull();
        assertThat(before.size()).isEqualTo(MANY);
        assertThat(after.get(name(1))).isEqualTo(-1);
        assertThat(after.get(name(2))).isNull();
        assertThat(after.get(name(MANY))).isEqualTo(MANY);
        assertThat(after.size()).isEqualTo(MANY);
    }

    @Test
    void anEditWithoutChangesGivesTheSameTable() {
        NameTable<Integer> before = table(MANY);
        NameTable.Edit<Integer> edit = before.edit();
        edit.remove(name(MANY));
        assertThat(edit.table()).isSameAs(before);
    }

    @Test
    void nothingCanBeChangedOnceTheTableIsThere() {
        NameTable<Integer> before = table(MANY);
        NameTable.Edit<Integer> edit = before.edit();
        edit.put(name(1), -1);
        NameTable<Integer> after = edit.table();
        assertThatThrownBy(() -> edit.put(name(1), -2)).isInstanceOf(RuntimeException.class);
        assertThat(after.get(name(1))).isEqualTo(-1);
    }

    @Test
    void manyChangesInManyCopiesEndAsTheyDoInAMap() {
        Random random = new Random(1);
        NameTable<Integer> table = NameTable.empty();
        Map<Name, Integer> map = new HashMap<>();
        for (int copy = 0; copy < 300; copy++) {
            NameTable.Edit<Integer> edit = table.edit();
            for (int change = random.nextInt(100); change > 0; change--) {
                Name name = name(random.nextInt(5_000));
                if (random.nextInt(4) == 0) {
                    edit.remove(name);
                    map.remove(name);
                } else {
                    edit.put(name, change);
                    map.put(name, change);
                }
                assertThat(edit.get(name)).isEqualTo(map.get(name));
            }
            table = edit.table();
            assertThat(table.size()).isEqualTo(map.size());
        }
        Map<Name, Integer> found = new HashMap<>();
        for (Name name : table.names().toList()) {
            found.put(name, table.get(name));
        }
        assertThat(found).isEqualTo(map);
        assertThat(table.values()).hasSameSizeAs(map.values());
    }

    @Test
    void noPageIsMuchFullerThanTheOthers() {
        // Names as they are: numbered, in reverse, and of one length.
        for (String pattern : new String[] {"n%d.mpd.test.", "%d.1.168.192.in-addr.arpa.", "host-%06d.example.org."}) {
            NameTable.Edit<Integer> edit = NameTable.<Integer>empty().edit();
            for (int i = 0; i < MANY; i++) {
                edit.put(Name.fromConstantString(pattern.formatted(i)), i);
            }
            assertThat(edit.table().largestPage()).as(pattern).isLessThan(256);
        }
    }
}
