package io.membersync.testing;

/**
 * A KakaoTalk channel that is linked to the shop's app.
 *
 * @param uuid search id, begins with {@code @}
 * @param publicId profile id, begins with {@code _}
 */
public record KakaoChannel(String uuid, String publicId) {

  /** What a person's KakaoTalk has with a channel. */
  public enum Relation {
    /** The person added the channel as a friend. */
    ADDED,
    /** The person blocked it. */
    BLOCKED,
    /** Neither. */
    NONE
  }

  public KakaoChannel {
    if (!uuid.startsWith("@") || !publicId.startsWith("_")) {
      throw new IllegalArgumentException(
          "a channel is given as (\"@search-id\", \"_profileId\"): " + uuid + ", " + publicId);
    }
  }
}
