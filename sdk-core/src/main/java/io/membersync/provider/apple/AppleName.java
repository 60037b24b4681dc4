package io.membersync.provider.apple;

import io.membersync.internal.JsonText;
import io.membersync.profile.Field;
import io.membersync.provider.JsonDocument;
import java.lang.Character.UnicodeScript;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * The name in the callback's {@code user}, which comes once: {@code
 * {"name":{"firstName":…,"lastName":…},"email":…}}. Anybody can write anything there, so what has
 * another form is no name and no failure, and the address in it is not read.
 */
final class AppleName {
  private static final int LONGEST_JSON = 4096;

  private AppleName() {}

  /** The name, cleaned as every name is; empty when there is none. */
  static Optional<String> read(String user) {
    if (user.length() > LONGEST_JSON) {
      return Optional.empty();
    }
    Optional<JsonDocument> json = JsonText.read(user.getBytes(StandardCharsets.UTF_8));
    Optional<String> first = json.flatMap(found -> part(found, "name.firstName"));
    Optional<String> last = json.flatMap(found -> part(found, "name.lastName"));
    if (first.isEmpty() || last.isEmpty()) {
      return first.or(() -> last);
    }
    boolean korean = isHangul(first.get()) && isHangul(last.get());
    return Field.NAME.fromText(korean ? last.get() + first.get() : first.get() + " " + last.get());
  }

  private static Optional<String> part(JsonDocument json, String path) {
    return json.findString(path).flatMap(Field.NAME::fromText);
  }

  private static boolean isHangul(String text) {
    return text.codePoints()
        .allMatch(point -> point == ' ' || UnicodeScript.of(point) == UnicodeScript.HANGUL);
  }
}
