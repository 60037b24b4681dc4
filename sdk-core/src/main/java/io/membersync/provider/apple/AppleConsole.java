package io.membersync.provider.apple;

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

  static List<String> settings(AppleSettings shop, ConsoleNeeds needs) {
    URI redirectUri = needs.redirectUri();
    String host = Optional.ofNullable(redirectUri.getHost()).orElse("");
    String services = CONSOLE + "Identifiers > Services IDs > " + shop.servicesId
        + " > Sign in with Apple > Configure > ";
    List<String> settings = new ArrayList<>();
    settings.add(services + "Domains and Subdomains: " + host);
    settings.add(services + "Return URLs: " + redirectUri);
    if (!"https".equals(redirectUri.getScheme()) || !DOMAIN.matcher(host).matches()) {
      settings.add(
          "warning: Apple takes a return URL only with https and a domain, neither localhost"
              + " nor an IP address; this one works against a fake only");
    }
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
