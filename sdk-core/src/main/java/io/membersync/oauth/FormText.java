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

  static String encode(String value) {
    return URLEncoder.encode(value, StandardCharsets.UTF_8);
  }

  static byte[] bytes(Map<String, String> parameters) {
    return encode(parameters).getBytes(StandardCharsets.US_ASCII);
  }
}
