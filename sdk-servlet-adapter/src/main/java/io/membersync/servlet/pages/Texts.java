package io.membersync.servlet.pages;

import io.membersync.servlet.Failure;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The texts of one language. Immutable. */
public final class Texts {
  private static final Texts KOREAN = load(Locale.KOREAN);
  private static final Texts ENGLISH = load(Locale.ENGLISH);

  private final Locale language;
  private final Properties texts;

  private Texts(Locale language, Properties texts) {
    this.language = language;
    this.texts = texts;
  }

  /** The texts of a language; English where there are none. */
  public static Texts in(Locale language) {
    return language.getLanguage().equals("ko") ? KOREAN : ENGLISH;
  }

  public Locale language() {
    return language;
  }

  /**
   * The text of a key, with the arguments in place of {@code {0}}, {@code {1}}, …
   *
   * @throws IllegalArgumentException if there is no such text
   */
  public String text(String key, Object... arguments) {
    return find(key, arguments)
        .orElseThrow(() -> new IllegalArgumentException("no text '" + key + "' in " + language));
  }

  public Optional<String> find(String key, Object... arguments) {
    String text = texts.getProperty(key);
    if (text == null) {
      return Optional.empty();
    }
    for (int i = 0; i < arguments.length; i++) {
      text = text.replace("{" + i + "}", String.valueOf(arguments[i]));
    }
    return Optional.of(text);
  }

  /**
   * Which texts tell a visitor of a failure, up to {@code .title} and {@code .text}. Several look the
   * same to them. Somebody whose browser has lost its cookies is first offered a button, and told of
   * cookies when that did not help.
   *
   * @param again whether the page offers to start again with the same provider
   */
  public static String key(Failure failure, boolean again) {
    return switch (failure) {
      case OTHER_BROWSER -> again ? "failed.browser" : "failed.cookies";
      case EXPIRED, ALREADY_USED, CODE_DEAD -> "failed.expired";
      case WRONG_MEMBER -> "failed.member";
      case NOT_SIGNED_IN -> "failed.signedout";
      case LINKED_TO_ANOTHER_MEMBER -> "failed.linked";
      case PROVIDER_PROTOCOL, PROVIDER_SHAPE, CONFIGURATION -> "failed.provider";
      case VISITOR_REFUSED, MEMBER_NOT_ADMITTED -> "failed.refused";
      case UNDER_AGE -> "failed.child";
      case STORE_UNAVAILABLE, INTERNAL -> "failed.shop";
      case NOT_FOUND, METHOD_NOT_ALLOWED -> "failed.missing";
      case BAD_REQUEST, CROSS_SITE, BODY_TOO_LARGE, UNSUPPORTED_MEDIA_TYPE -> "failed.request";
      case MALFORMED, UNKNOWN_STATE, WRONG_PROVIDER, INTERRUPTED -> "failed.again";
    };
  }

  /** What people call a brand such as {@code KAKAO}. */
  public String brandName(String brand) {
    return find("brand." + brand)
        .orElseGet(() -> Stream.of(brand.split("_", -1))
            .filter(word -> !word.isEmpty())
            .map(word -> word.charAt(0) + word.substring(1).toLowerCase(Locale.ROOT))
            .collect(Collectors.joining(" ")));
  }

  private static Texts load(Locale language) {
    Properties texts = new Properties();
    String name = "texts_" + language.getLanguage() + ".properties";
    try (InputStream in = Texts.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException(name + " is missing from membersync-servlet");
      }
      Reader reader = new InputStreamReader(in, StandardCharsets.UTF_8);
      texts.load(reader);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new Texts(language, texts);
  }
}
