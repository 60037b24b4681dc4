package io.membersync.profile;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;

/**
 * An https address, kept exactly as given. Other schemes are refused, {@code javascript:} and
 * {@code data:} above all, because a shop puts the address into its pages.
 */
final class PictureText implements FieldText<String> {
  private static final int LONGEST = 2048;

  @Override
  public String write(String value) {
    return value;
  }

  @Override
  public Optional<String> read(String text) {
    if (text.length() > LONGEST) {
      return Optional.empty();
    }
    try {
      URI uri = new URI(text);
      boolean plain = "https".equalsIgnoreCase(uri.getScheme())
          && uri.getHost() != null
          && uri.getRawUserInfo() == null;
      return plain ? Optional.of(text) : Optional.empty();
    } catch (URISyntaxException e) {
      return Optional.empty(); // its message quotes the address
    }
  }
}
