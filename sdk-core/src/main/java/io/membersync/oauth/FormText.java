package io.membersync.oauth;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** Form encoding (application/x-www-form-urlencoded, UTF-8). */
final class FormText {
  private FormText() {}

  static String encode(Map<String, String> parameters) {
    StringBuilder text = new StringBuilder(256);
    parameters.forEach((name, value) -> {
      if (!text.isEmpty()) {
        text.append('&');
      }
      text.append(encode(name)).append('=').append(encode(value));
    });
    return text.toString();
  }

  /** Most names and values need no encoding, and most of the time went into finding that out. */
  static String encode(String value) {
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      boolean plain = (c >= 'a' && c <= 'z')
          || (c >= 'A' && c <= 'Z')
          || (c >= '0' && c <= '9')
          || c == '-'
          || c == '_'
          || c == '.';
      if (!plain) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8);
      }
    }
    return value;
  }

  /** The same for a query, where a blank is {@code %20} to everybody. */
  static String encodeQuery(String value) {
    return encode(value).replace("+", "%20");
  }

  static byte[] bytes(Map<String, String> parameters) {
    return encode(parameters).getBytes(StandardCharsets.US_ASCII);
  }
}
