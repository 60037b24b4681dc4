package io.membersync.testing;

import io.membersync.testing.http.JsonText;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Gives an answer the line breaks of the published sample that says the same, so that the bytes are
 * those of the sample. The content is never taken from a sample: what was not equal before stays as
 * it is.
 */
final class SampleLayout {
  private static final List<String> NAMES = List.of(
      "token",
      "token-openid",
      "id-token-payload",
      "user-me",
      "user-me-partial",
      "service-terms",
      "shipping-addresses",
      "channels",
      "scopes");
  private static final Pattern ID_TOKEN = Pattern.compile("\"id_token\":\"([^\"]*)\"");
  private static final Map<String, String> BY_CONTENT = read();

  private SampleLayout() {}

  /** The same JSON, with the sample's blanks if there is a sample. */
  static String of(String compact) {
    Matcher idToken = ID_TOKEN.matcher(compact);
    if (!idToken.find()) {
      return BY_CONTENT.getOrDefault(compact, compact);
    }
    String layout = BY_CONTENT.get(idToken.replaceFirst("\"id_token\":\"\""));
    return layout == null
        ? compact
        : ID_TOKEN
            .matcher(layout)
            .replaceFirst(Matcher.quoteReplacement("\"id_token\":\"" + idToken.group(1) + "\""));
  }

  private static Map<String, String> read() {
    Map<String, String> samples = new HashMap<>();
    for (String name : NAMES) {
      String sample = resource("kakao/" + name + ".json");
      String compact = JsonText.compact(sample)
          .orElseThrow(() -> new IllegalStateException("sample " + name + " is not JSON"));
      samples.put(ID_TOKEN.matcher(compact).replaceFirst("\"id_token\":\"\""), sample);
    }
    return Map.copyOf(samples);
  }

  /** A text file beside this class, without the line end that every text file has. */
  static String resource(String name) {
    try (InputStream in = SampleLayout.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("resource " + name + " is missing from this jar");
      }
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      return text.endsWith("\n") ? text.substring(0, text.length() - 1) : text;
    } catch (IOException e) {
      throw new UncheckedIOException("resource " + name + " cannot be read", e);
    }
  }
}
