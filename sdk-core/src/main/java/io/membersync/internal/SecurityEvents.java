package io.membersync.internal;

import io.membersync.provider.JsonDocument;
import java.time.Instant;
import java.util.Optional;

/**
 * The claims of a security event token (RFC 8417) as far as every provider's are alike. Whose they are
 * and what an event means is for each provider to say.
 *
 * @param id of the token
 * @param time when it happened, or was told
 * @param events by their types; one at least
 */
public record SecurityEvents(String id, Instant time, JsonDocument events) {
  public static final String RISC = "https://schemas.openid.net/secevent/risc/event-type/";
  public static final String OAUTH = "https://schemas.openid.net/secevent/oauth/event-type/";

  private static final int LONGEST_ID = 255;

  /**
   * Empty where something that must be there is missing.
   *
   * @param time the name of the claim that the time is read from
   */
  public static Optional<SecurityEvents> read(JsonDocument claims, String time) {
    return claims
        .findString("jti")
        .filter(SecurityEvents::isId)
        .flatMap(id -> claims
            .findEpochSeconds(time)
            .flatMap(at -> claims
                .findObject("events")
                .filter(events -> !events.names().isEmpty())
                .map(events -> new SecurityEvents(id, at, events))));
  }

  /** Whether a text can be the id of a token or of a person. */
  public static boolean isId(String text) {
    return !text.isBlank() && text.length() <= LONGEST_ID;
  }

  /** The last part of an event's type. */
  public static String word(String type) {
    return type.substring(type.lastIndexOf('/') + 1);
  }
}
