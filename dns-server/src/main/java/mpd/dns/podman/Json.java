package mpd.dns.podman;

import com.fasterxml.jackson.jr.ob.JSON;
import com.fasterxml.jackson.jr.stree.JrSimpleTreeExtension;
import com.fasterxml.jackson.jr.stree.JrsArray;
import com.fasterxml.jackson.jr.stree.JrsObject;
import com.fasterxml.jackson.jr.stree.JrsValue;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Reads JSON leniently: what is missing, null or of another type counts as empty.
final class Json {

    private static final JSON MAPPER =
            JSON.builder().register(new JrSimpleTreeExtension()).build();

    private Json() {}

    /// @throws IOException when it is not JSON
    static JrsValue parse(String text) throws IOException {
        return checked(MAPPER.treeFrom(text));
    }

    /// @throws IOException when it is not JSON
    static JrsValue parse(byte[] text) throws IOException {
        return checked(MAPPER.treeFrom(text));
    }

    private static JrsValue checked(Object tree) throws IOException {
        if (tree instanceof JrsValue value) {
            return value;
        }
        throw new IOException("no JSON");
    }

    /// The JSON of maps, lists and texts.
    ///
    /// @throws IOException when there is something else in it
    static byte[] bytes(Object value) throws IOException {
        return MAPPER.asBytes(value);
    }

    /// The elements of what has to be a list.
    ///
    /// @throws IOException when it is none
    static List<JrsValue> array(JrsValue value) throws IOException {
        if (!value.isArray()) {
            throw new IOException("no list");
        }
        return elements(value);
    }

    static String text(JrsValue value, String field) {
        return orEmpty(value.path(field).asText());
    }

    static List<JrsValue> elements(JrsValue value) {
        List<JrsValue> elements = new ArrayList<>();
        if (value instanceof JrsArray array) {
            array.elements().forEachRemaining(elements::add);
        }
        return elements;
    }

    static Map<String, String> texts(JrsValue value) {
        Map<String, String> texts = new LinkedHashMap<>();
        if (value instanceof JrsObject object) {
            object.fields()
                    .forEachRemaining(field ->
                            texts.put(field.getKey(), orEmpty(field.getValue().asText())));
        }
        return texts;
    }

    private static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }
}
