package io.membersync.testing;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.util.JSONObjectUtils;
import io.membersync.testing.http.Parameters;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The samples that the tests of the library's readers have too, and whether an answer is like one:
 * the same members, of the same types, nested in the same way, and of the same values but for the
 * volatile ones, which a test names.
 */
final class Samples {
  private Samples() {}

  static String text(String file) {
    try (InputStream stream = Samples.class.getResourceAsStream("samples/" + file)) {
      if (stream == null) {
        throw new IllegalArgumentException("no sample " + file);
      }
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8).strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static List<String> lines(String file) {
    return text(file).lines().toList();
  }

  /** By a parser that is not the fakes' own. */
  static Map<String, Object> json(String text) {
    try {
      return new TreeMap<>(JSONObjectUtils.parse(text));
    } catch (ParseException e) {
      throw new IllegalArgumentException(text, e);
    }
  }

  /**
   * Asserts that a JSON object is like a sample.
   *
   * @param changing paths of members, with dots, that have another value each time: they are there, and
   *     of the same type
   */
  static void assertLike(String answer, String sample, String... changing) {
    Map<String, Object> ours = json(answer);
    Map<String, Object> theirs = json(sample);
    for (String path : changing) {
      assertThat(blot(ours, path)).as(path + " in " + answer).isPositive();
      assertThat(blot(theirs, path)).as(path + " in " + sample).isPositive();
    }
    assertThat(ours).isEqualTo(theirs);
  }

  /** Puts the type in the place of each value at the path; how many there were. */
  private static int blot(Object node, String path) {
    if (node instanceof List<?> list) {
      return list.stream().mapToInt(element -> blot(element, path)).sum();
    }
    int dot = path.indexOf('.');
    String name = dot < 0 ? path : path.substring(0, dot);
    Map<String, Object> members = members(node);
    Object value = members.get(name);
    if (value == null || value.equals("")) {
      return 0;
    }
    if (dot >= 0) {
      return blot(value, path.substring(dot + 1));
    }
    members.put(name, "some " + value.getClass().getSimpleName());
    return 1;
  }

  @SuppressWarnings("unchecked") // the parser's objects are maps by name
  private static Map<String, Object> members(Object node) {
    return node instanceof Map<?, ?> map ? (Map<String, Object>) map : Map.of();
  }

  /** A signed token as the samples show one: header and claims, decoded. */
  static String decoded(String token) {
    String[] parts = token.split("\\.", -1);
    return "{\"header\":" + decode(parts[0]) + ",\"claims\":" + decode(parts[1]) + "}";
  }

  private static String decode(String part) {
    return new String(Base64.getUrlDecoder().decode(part), StandardCharsets.UTF_8);
  }

  /** A member of a JSON object that is text. */
  static String member(String json, String name) {
    return String.valueOf(json(json).get(name));
  }

  /** Asserts that an address has the same parameters as a sample's query, but for the values of some. */
  static void assertSameParameters(URI address, String sample, String... changing) {
    assertThat(parameters(address.getRawQuery(), changing)).isEqualTo(parameters(sample, changing));
  }

  private static Map<String, List<String>> parameters(String query, String... changing) {
    Parameters all = Parameters.parse(query);
    Map<String, List<String>> values = new TreeMap<>();
    for (String name : all.names()) {
      values.put(name, List.of(changing).contains(name) ? List.of("some") : all.all(name));
    }
    return values;
  }

  /** The words of a list, in any order. */
  static List<String> words(String list) {
    return new ArrayList<>(List.of(list.split(" ", -1))).stream().sorted().toList();
  }
}
