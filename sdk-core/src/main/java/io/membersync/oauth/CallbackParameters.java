package io.membersync.oauth;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The parameters of a callback, read strictly: no name twice (RFC 6749, section 3.1), no broken
 * encoding, no control characters, bounded sizes, and no token where only a code may be.
 */
public final class CallbackParameters {
  private static final int LONGEST_RAW = 64 * 1024;
  private static final int LONGEST_CODE = 4096;
  private static final int LONGEST_SHORT = 512;
  private static final Set<String> TOKENS =
      Set.of(HandedOver.ACCESS_TOKEN, HandedOver.ID_TOKEN, HandedOver.REFRESH_TOKEN);
  private static final Set<String> ALONE =
      Set.of("code", HandedOver.ACCESS_TOKEN, HandedOver.REFRESH_TOKEN);

  private final Map<String, String> values;

  private CallbackParameters(Map<String, String> values) {
    this.values = values;
  }

  /** Reads a raw query or form body; empty when it is malformed. */
  public static Optional<CallbackParameters> read(String raw) {
    if (raw.length() > LONGEST_RAW) {
      return Optional.empty();
    }
    Map<String, String> values = new LinkedHashMap<>();
    for (String pair : raw.split("&", -1)) {
      if (pair.isEmpty()) {
        continue;
      }
      int equals = pair.indexOf('=');
      Optional<String> name = decode(equals < 0 ? pair : pair.substring(0, equals));
      Optional<String> value = decode(equals < 0 ? "" : pair.substring(equals + 1));
      if (name.isEmpty() || value.isEmpty() || values.put(name.get(), value.get()) != null) {
        return Optional.empty();
      }
    }
    CallbackParameters parameters = new CallbackParameters(values);
    return parameters.isSound() ? Optional.of(parameters) : Optional.empty();
  }

  /**
   * What the shop's own app hands over; empty when it is malformed, holds nothing to sign in by, or
   * more than one of what can only be used alone.
   */
  public static Optional<CallbackParameters> handedOver(Map<String, String> given) {
    long sources = ALONE.stream().filter(given::containsKey).count();
    boolean sound = given.values().stream().allMatch(value -> value.length() <= LONGEST_RAW)
        && given.containsKey("state")
        && sources <= 1
        && (sources == 1 || given.containsKey(HandedOver.ID_TOKEN))
        && TOKENS.stream().allMatch(name -> isToken(given.get(name)));
    Map<String, String> rest = new LinkedHashMap<>(given);
    rest.keySet().removeAll(TOKENS);
    return sound && new CallbackParameters(rest).isSound()
        ? Optional.of(new CallbackParameters(Map.copyOf(given)))
        : Optional.empty();
  }

  private static boolean isToken(@Nullable String value) {
    return value == null || (!value.isEmpty() && value.chars().allMatch(c -> c > ' ' && c <= '~'));
  }

  /** The parameter's value; empty when it is missing. */
  public Optional<String> find(String name) {
    return Optional.ofNullable(values.get(name));
  }

  /** Those of these parameters that are there. */
  public Map<String, String> find(Set<String> names) {
    Map<String, String> found = new LinkedHashMap<>(values);
    found.keySet().retainAll(names);
    return found;
  }

  private boolean isSound() {
    String code = values.get("code");
    boolean codeSound =
        code == null || (!code.isBlank() && code.length() <= LONGEST_CODE && isPrintable(code));
    return codeSound
        && isShort("state")
        && isShort("iss")
        && isShort("error")
        && isShort("handle")
        && (code == null || !values.containsKey("error"))
        && values.keySet().stream().noneMatch(TOKENS::contains);
  }

  private boolean isShort(String name) {
    String value = values.get(name);
    return value == null || (value.length() <= LONGEST_SHORT && isPrintable(value));
  }

  private static boolean isPrintable(String value) {
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c < 0x20 || c == 0x7f || Character.isSurrogate(c)) {
        return false;
      }
    }
    return true;
  }

  /** Percent-decodes as UTF-8; empty when the encoding is broken. */
  private static Optional<String> decode(String encoded) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(encoded.length());
    for (int i = 0; i < encoded.length(); i++) {
      char c = encoded.charAt(i);
      if (c == '+') {
        bytes.write(' ');
      } else if (c == '%') {
        if (i + 2 >= encoded.length()) {
          return Optional.empty();
        }
        int high = Character.digit(encoded.charAt(i + 1), 16);
        int low = Character.digit(encoded.charAt(i + 2), 16);
        if (high < 0 || low < 0) {
          return Optional.empty();
        }
        bytes.write(16 * high + low);
        i += 2;
      } else if (c > 0x7e || c <= 0x20) {
        return Optional.empty();
      } else {
        bytes.write(c);
      }
    }
    try {
      return Optional.of(StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(bytes.toByteArray()))
          .toString());
    } catch (CharacterCodingException e) {
      return Optional.empty();
    }
  }

  @Override
  public String toString() {
    return "CallbackParameters[hidden]";
  }
}
