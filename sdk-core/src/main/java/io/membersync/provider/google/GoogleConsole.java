package io.membersync.provider.google;

import io.membersync.Finding;
import io.membersync.profile.Field;
import io.membersync.provider.ErrorKind;
import io.membersync.provider.Provider;
import io.membersync.provider.Provider.ConsoleNeeds;
import io.membersync.provider.Provider.ProviderError;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What Google's console must have, and what it refuses. Google has no call that tells it. */
final class GoogleConsole {
  private static final String PROJECT = "Google Cloud console > your project > ";
  private static final String CLIENT =
      PROJECT + "Google Auth Platform > Clients > your client > Authorized redirect URIs";
  private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");
  private static final Pattern NUMBER = Pattern.compile("\\[.*|[0-9.]+");

  /** Ends of names that nobody can register (RFC 2606, RFC 6761 and what networks use at home). */
  private static final Pattern NOT_PUBLIC = Pattern.compile(
      "[^.]*|.*\\.(test|example|invalid|localhost|local|localdomain|internal|intranet|lan|home|corp|private)");

  private static final Pattern ERROR_PAGE = Pattern.compile("(?:.*[?&])?authError=([^&]*).*");
  private static final List<String> ERRORS = List.of(
      "redirect_uri_mismatch",
      "invalid_client",
      "deleted_client",
      "disabled_client",
      "org_internal");

  private GoogleConsole() {}

  static List<String> settings(GoogleSettings shop, ConsoleNeeds needs) {
    List<String> scopes = shop.scopes();
    List<String> settings = new ArrayList<>();
    settings.add(CLIENT + ": " + needs.redirectUri());
    settings.add(
        PROJECT + "Google Auth Platform > Data access > scopes: " + String.join(", ", scopes));
    settings.add(
        PROJECT + "Google Auth Platform > Audience > publishing status: in production; while"
            + " it is in testing, only test users get in and refresh tokens end after seven days");
    if (scopes.size() > GoogleSettings.SIGN_IN.size()) {
      settings.add(PROJECT + "Google Auth Platform > Verification center: sensitive scopes (those"
          + " beside " + String.join(", ", GoogleSettings.SIGN_IN)
          + ") need Google's verification of the app");
    }
    if (GoogleItem.ALL.stream()
        .anyMatch(item -> item.ofPerson() && shop.asked.contains(item.field()))) {
      settings.add(PROJECT + "APIs & Services > Library > People API: enabled");
    }
    return settings;
  }

  /**
   * By the rules for redirect URIs: <a
   * href="https://developers.google.com/identity/protocols/oauth2/web-server#uri-validation">OAuth 2.0
   * for web servers</a>, by public copies of it, 2026-11-23. Name, e-mail and picture are always asked.
   */
  static List<Finding> findings(GoogleSettings shop, ConsoleNeeds needs) {
    List<Finding> findings = new ArrayList<>();
    String host =
        Optional.ofNullable(needs.redirectUri().getHost()).orElse("").toLowerCase(Locale.ROOT);
    boolean refused = NUMBER.matcher(host).matches() || NOT_PUBLIC.matcher(host).matches();
    if (refused && !LOOPBACK.contains(host)) {
      findings.add(new Finding(
          "redirect-uri-refused",
          Finding.Severity.ERROR,
          "provider " + shop.id,
          "Google takes a redirect URI only with a public domain or localhost, and not with " + host
              + ": register the shop's public address at " + CLIENT
              + ", and name it in callbacks(…)"));
    }
    Map<String, List<Field<?>>> fields = new LinkedHashMap<>();
    for (GoogleItem item : GoogleItem.ALL) {
      if (shop.asked.contains(item.field()) && !GoogleSettings.SIGN_IN.contains(item.scope())) {
        fields.computeIfAbsent(item.scope(), scope -> new ArrayList<>()).add(item.field());
      }
    }
    fields.forEach((scope, opens) -> needs
        .unusedScope(
            "membersync.providers." + shop.id + ".fields",
            scope,
            opens,
            "leave it out of Google.asking(…)")
        .ifPresent(findings::add));
    return findings;
  }

  /**
   * Google leads to a page of its own at {@code /signin/oauth/error}, whose {@code authError} holds the
   * code in Base64. So it was seen in public, 2026-11-23; it is not documented.
   */
  static Optional<ProviderError> classify(
      Provider.Page page, Function<Provider.Page, Optional<ProviderError>> standard) {
    Optional<String> told = page.location()
        .filter(
            location -> Optional.ofNullable(location.getPath()).orElse("").endsWith("/oauth/error"))
        .map(location -> Optional.ofNullable(location.getQuery()).orElse(""));
    if (told.isEmpty()) {
      return standard.apply(page);
    }
    Matcher error = ERROR_PAGE.matcher(told.get());
    String text = error.matches() ? decoded(error.group(1)) : "";
    String code = ERRORS.stream().filter(text::contains).findFirst().orElse("refused");
    return Optional.of(ProviderError.of(
        ErrorKind.CONFIGURATION,
        code,
        page.httpStatus(),
        code.equals("redirect_uri_mismatch")
            ? "The redirect URI is not registered for this client."
            : "Google does not take this client id: it is unknown, deleted or not for everybody."));
  }

  /** As far as it can be read; whole bytes before the padding are enough. */
  private static String decoded(String base64) {
    String plain = base64.replace('-', '+').replace('_', '/').replaceAll("[^A-Za-z0-9+/]", "");
    try {
      byte[] bytes = Base64.getDecoder().decode(plain.substring(0, plain.length() / 4 * 4));
      return new String(bytes, StandardCharsets.ISO_8859_1);
    } catch (IllegalArgumentException e) {
      return "";
    }
  }
}
