package io.membersync;

import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.membersync.Finding.Severity;
import io.membersync.consent.Notice;
import io.membersync.profile.Field;
import io.membersync.profile.FieldMapping;
import io.membersync.provider.ClientAuth;
import io.membersync.provider.ClientRegistration;
import io.membersync.provider.Provider;
import io.membersync.provider.Provider.ConsoleNeeds;
import io.membersync.provider.ProviderDescriptor;
import io.membersync.provider.ProviderId;
import java.net.URI;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** What is wrong, or likely to be, in the registrations at the providers, off line. */
final class ProviderLint {
  private static final Pattern PLACEHOLDER = Pattern.compile(
      "(change|replace)[-_ ]?(me|this|it).*|(your|my|the|some)[-_ ].*|to-?do|tbd|none|null|undefined"
          + "|dummy|placeholder|password|(client|app|channel|api)?[-_ ]?(secret|key|id)"
          + "|x{3,}|[*.?-]+|[$#]?\\{.*|<.*>|.*\\p{IsHangul}.*",
      Pattern.CASE_INSENSITIVE);
  /** A word that may be the name of a client, but is nobody's secret. */
  private static final Pattern PLACEHOLDER_OF_SECRETS =
      Pattern.compile("test([-_ ]?(secret|key|password))?", Pattern.CASE_INSENSITIVE);

  private static final Duration MADE_FOR_ONE_USE = Duration.ofHours(1);
  private static final Duration SOON = Duration.ofDays(30);

  private final Engine engine;
  private final List<Finding> findings = new ArrayList<>();

  private ProviderLint(Engine engine) {
    this.engine = engine;
  }

  static List<Finding> of(Engine engine) {
    ProviderLint lint = new ProviderLint(engine);
    lint.callbacks();
    Map<List<Object>, ProviderId> clients = new HashMap<>();
    for (Provider provider : engine.providers().values()) {
      ProviderDescriptor descriptor = provider.descriptor();
      ClientRegistration client = provider.client();
      lint.client(descriptor, client, clients);
      client
          .secret()
          .ifPresentOrElse(
              secret -> lint.secret(descriptor.id(), client.clientId(), secret.reveal()),
              () -> lint.noSecret(descriptor));
      lint.findings.addAll(provider.findings(needs(engine, provider)));
    }
    lint.withoutSource();
    return lint.findings;
  }

  /** What the shop needs of this provider. */
  static ConsoleNeeds needs(Engine engine, Provider provider) {
    Set<Field<?>> offered = provider.descriptor().fields();
    List<Field<?>> wanted = new ArrayList<>();
    Set<Field<?>> used = new HashSet<>();
    for (FieldMapping.Entry mapped : engine.mapping().entries()) {
      used.add(mapped.field());
      if (offered.contains(mapped.field())) {
        wanted.add(mapped.field());
      }
    }
    engine
        .notices()
        .all()
        .forEach(notice -> notice.coverage().forEach(covered -> used.addAll(covered.fields())));
    List<String> required = new ArrayList<>();
    List<String> optional = new ArrayList<>();
    for (Notice notice : engine.notices().asked()) {
      (notice.isRequired() ? required : optional).addAll(DoctorReport.tagsAt(notice));
    }
    return new ConsoleNeeds(
        engine.redirectUri(provider.descriptor().id()), wanted, required, optional, used);
  }

  /** Scheme, query and fragment are refused where the address is given. */
  private void callbacks() {
    URI base = engine.callbacks();
    String text = base.toString();
    String path = base.getRawPath();
    String why = "";
    if (path.contains("*") || path.contains("%2A") || path.contains("%2a")) {
      why = "no provider takes a wildcard";
    } else if (!base.normalize().getRawPath().equals(path)) {
      why = "a path with dots or two slashes is not what a browser sends";
    } else if (!text.startsWith(base.getScheme().toLowerCase(Locale.ROOT) + "://"
        + base.getHost().toLowerCase(Locale.ROOT))) {
      why = "scheme and host stand in capitals";
    } else if (base.getPort() == 443 && base.getScheme().equals("https")) {
      why = "a browser leaves the port 443 out";
    }
    if (!why.isEmpty()) {
      findings.add(new Finding(
          "redirect-uri",
          Severity.ERROR,
          "callbacks " + text,
          why
              + ", and providers compare redirect URIs to the letter: name in callbacks(…) the plain"
              + " address at which browsers reach the shop, and register it with each provider"));
    }
  }

  private void client(
      ProviderDescriptor descriptor,
      ClientRegistration client,
      Map<List<Object>, ProviderId> known) {
    String place = "membersync.providers." + descriptor.id() + ".client-id";
    if (PLACEHOLDER.matcher(client.clientId()).matches()) {
      findings.add(new Finding(
          "client-id-placeholder",
          Severity.ERROR,
          place,
          "it is a placeholder: set what " + descriptor.brand()
              + "'s console has for this client"));
      return;
    }
    Object address = descriptor.authorization().map(URI::toString).or(descriptor::issuer);
    ProviderId other = known.putIfAbsent(List.of(address, client.clientId()), descriptor.id());
    if (other != null) {
      findings.add(new Finding(
          "client-twice",
          Severity.WARNING,
          place,
          "provider " + other + " has the same client id, and somebody who comes by both is two"
              + " identities: take one of them away (an app may hand its access token over to the"
              + " other, without ID token), or set the client id of this registration"));
    }
  }

  private void noSecret(ProviderDescriptor descriptor) {
    if (descriptor.clientAuth() != ClientAuth.NONE) {
      findings.add(new Finding(
          "secret-missing",
          Severity.ERROR,
          secretOf(descriptor.id()),
          "the provider is asked with a client secret and there is none: set it from "
              + descriptor.brand() + "'s console, or use ClientAuth.NONE for a public client"));
    }
  }

  private void secret(ProviderId id, String clientId, String secret) {
    if (secret.equals(clientId)
        || PLACEHOLDER.matcher(secret).matches()
        || PLACEHOLDER_OF_SECRETS.matcher(secret).matches()) {
      findings.add(new Finding(
          "secret-placeholder",
          Severity.ERROR,
          secretOf(id),
          (secret.equals(clientId) ? "it is the client id" : "it is a placeholder")
              + ": set the client secret that the provider's console shows beside the client id"));
    }
    endOf(secret).ifPresent(end -> ends(id, end));
  }

  /** A secret that is a token, as Apple wants it; empty for one that is renewed by itself. */
  private static Optional<Instant> endOf(String secret) {
    try {
      JWTClaimsSet claims = SignedJWT.parse(secret).getJWTClaimsSet();
      Date end = claims.getExpirationTime();
      Date start = claims.getIssueTime();
      boolean kept = start == null
          || end == null
          || start.toInstant().plus(MADE_FOR_ONE_USE).isBefore(end.toInstant());
      return kept ? Optional.ofNullable(end).map(Date::toInstant) : Optional.empty();
    } catch (ParseException e) {
      return Optional.empty(); // most are no tokens
    }
  }

  private void ends(ProviderId id, Instant end) {
    Instant now = engine.clock().instant();
    Severity severity = end.isAfter(now.plus(SOON)) ? Severity.ADVICE : Severity.WARNING;
    findings.add(
        new Finding(
            "secret-expires",
            end.isAfter(now) ? severity : Severity.ERROR,
            secretOf(id),
            "it is a signed token that " + (end.isAfter(now) ? "ends at " : "has ended at ") + end
                + ", and nothing here renews it: sign a new one and put it in place before, or give it by"
                + " withClientSecretFrom(…); a provider's own class that takes the private key signs by itself"));
  }

  private static String secretOf(ProviderId id) {
    return "membersync.providers." + id + ".client-secret";
  }

  /** A provider without fields of its descriptor reads them by its own step, and anything may come. */
  private void withoutSource() {
    Set<Field<?>> given = new LinkedHashSet<>();
    for (Provider provider : engine.providers().values()) {
      Set<Field<?>> fields = provider.descriptor().fields();
      if (fields.isEmpty()) {
        return;
      }
      given.addAll(fields);
    }
    for (FieldMapping.Entry mapped : engine.mapping().entries()) {
      if (!given.contains(mapped.field())) {
        findings.add(new Finding(
            "mapping-no-source",
            mapped.required() ? Severity.ADVICE : Severity.WARNING,
            "mapping of " + mapped.field().name(),
            "none of " + engine.providers().keySet() + " gives it as they are set"
                + (mapped.required()
                    ? ", so every new visitor is asked to type it: ask a provider for it, or make it"
                        + " optional"
                    : ", so nothing is written to '" + mapped.attribute()
                        + "': ask a provider for it, make it required so that visitors type it, or do"
                        + " not map it")));
      }
    }
  }
}
