package io.membersync.provider.apple;

import io.membersync.Finding;
import io.membersync.profile.Field;
import io.membersync.provider.Provider.ConsoleNeeds;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What Apple's console must have (<a
 * href="https://developer.apple.com/documentation/signinwithapple">Sign in with Apple</a>, with its
 * pages on the private relay, and <a href="https://developer.apple.com/news/?id=j5j9ep1b">the rule for
 * Korea</a>, read 2026-11-21). Apple has no call that tells it.
 */
final class AppleConsole {
  private static final String CONSOLE = "Apple Developer > Certificates, Identifiers & Profiles > ";

  /** With a dot, and no number at the end: neither localhost nor an IP address. */
  private static final Pattern DOMAIN = Pattern.compile("([A-Za-z0-9-]+\\.)+[A-Za-z][A-Za-z0-9-]*");

  private AppleConsole() {}

  static List<Finding> findings(AppleSettings shop, ConsoleNeeds needs) {
    URI redirectUri = needs.redirectUri();
    String host = Optional.ofNullable(redirectUri.getHost()).orElse("");
    List<Finding> findings = new ArrayList<>();
    if (!"https".equals(redirectUri.getScheme()) || !DOMAIN.matcher(host).matches()) {
      findings.add(new Finding(
          "redirect-uri-refused",
          Finding.Severity.ERROR,
          "provider " + shop.id,
          "Apple takes a return URL only with https and a domain, neither localhost nor an IP address,"
              + " and " + redirectUri
              + " works against a fake only: register the shop's public address at "
              + CONSOLE + "Identifiers > Services IDs > " + shop.servicesId
              + " > Sign in with Apple > Configure, and name it in callbacks(…)"));
    }
    for (Field<?> field : shop.askedInOrder()) {
      needs
          .unusedScope(
              "membersync.providers." + shop.id + ".fields",
              field.name(),
              List.of(field),
              "leave it out of Apple.asking(…)")
          .ifPresent(findings::add);
    }
    return findings;
  }

  static List<String> settings(AppleSettings shop, ConsoleNeeds needs) {
    URI redirectUri = needs.redirectUri();
    String host = Optional.ofNullable(redirectUri.getHost()).orElse("");
    String services = CONSOLE + "Identifiers > Services IDs > " + shop.servicesId
        + " > Sign in with Apple > Configure > ";
    List<String> settings = new ArrayList<>();
    settings.add(services + "Domains and Subdomains: " + host);
    settings.add(services + "Return URLs: " + redirectUri);
    settings.add(CONSOLE + "Keys > " + shop.keyId + ": Sign in with Apple on, and not revoked");
    if (shop.asked.contains(Field.EMAIL)) {
      settings.add(
          CONSOLE + "Services > Sign in with Apple for Email Communication: every domain and"
              + " address that the shop sends mail from, with SPF; mail from any other does not reach"
              + " addresses at privaterelay.appleid.com");
    }
    settings.add(CONSOLE + "Identifiers > App IDs > the primary app id > Sign in with Apple >"
        + " Server-to-Server Notification Endpoint: the https address at which the shop hands requests"
        + " to MemberSync.receive; of the servlet, …/webhooks/" + shop.id
        + "; since 2026-01-01 developers based in Korea must have one");
    return settings;
  }
}
