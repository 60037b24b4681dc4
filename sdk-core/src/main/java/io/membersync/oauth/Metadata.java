package io.membersync.oauth;

import io.membersync.provider.ErrorKind;
import io.membersync.provider.JsonDocument;
import io.membersync.provider.Provider;
import io.membersync.provider.Provider.ProviderError;
import io.membersync.provider.ProviderDescriptor;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Reads an issuer's metadata (OpenID Connect Discovery 1.0) and believes it only as far as the
 * configured issuer reaches.
 */
final class Metadata {
  static final String STEP = "metadata";

  private static final int OK = 200;

  private final Provider provider;
  private final String issuer;
  private final JsonDocument body;

  private Metadata(Provider provider, JsonDocument body) {
    this.provider = provider;
    this.issuer = provider.descriptor().issuer().orElse("");
    this.body = body;
  }

  /** Where the metadata of an issuer is. */
  static URI address(String issuer) {
    String base = issuer.endsWith("/") ? issuer.substring(0, issuer.length() - 1) : issuer;
    return URI.create(base + "/.well-known/openid-configuration");
  }

  static Endpoints read(Provider provider, JsonDocument body) throws ProviderFailure {
    return new Metadata(provider, body).endpoints();
  }

  private Endpoints endpoints() throws ProviderFailure {
    if (!body.findString("issuer").filter(issuer::equals).isPresent()) {
      throw refused("issuer", "it is not character for character the issuer that is configured");
    }
    checkAlgorithms();
    return new Endpoints(
        required("authorization_endpoint"),
        required("token_endpoint"),
        optional("userinfo_endpoint"),
        Optional.of(required("jwks_uri")),
        Optional.of(issuer),
        body.findFlag("authorization_response_iss_parameter_supported").orElse(false));
  }

  private void checkAlgorithms() throws ProviderFailure {
    String member = "id_token_signing_alg_values_supported";
    Optional<List<String>> offered = body.findStrings(member);
    Set<String> accepted = provider.descriptor().idTokenAlgorithms();
    if (offered.isPresent() && offered.get().stream().noneMatch(accepted::contains)) {
      throw refused(
          member,
          "it has none of the accepted algorithms "
              + String.join(", ", accepted.stream().sorted().toList())
              + "; name one of the provider's in idTokenAlgorithms");
    }
  }

  private URI required(String member) throws ProviderFailure {
    return optional(member).orElseThrow(() -> refused(member, "it is missing or not a string"));
  }

  private Optional<URI> optional(String member) throws ProviderFailure {
    Optional<String> text = body.findString(member);
    if (text.isEmpty()) {
      return Optional.empty();
    }
    URI address;
    try {
      address = new URI(text.get());
    } catch (URISyntaxException e) {
      throw refused(member, "it is not a URI");
    }
    Optional<String> fault = AddressGuard.fault(address);
    if (fault.isPresent()) {
      throw refused(member, fault.get());
    }
    URI home = URI.create(issuer);
    if (!belongs(provider.descriptor(), home, address)) {
      throw refused(
          member,
          "its host is neither the issuer's nor below it; if that is right, allow the host by name");
    }
    return Optional.of(address);
  }

  private static boolean belongs(ProviderDescriptor descriptor, URI home, URI address) {
    String host = address.getHost().toLowerCase(Locale.ROOT);
    boolean loopback = AddressGuard.isLoopbackHost(host);
    if (loopback || AddressGuard.isLoopbackHost(home.getHost())) {
      return loopback && AddressGuard.isLoopbackHost(home.getHost());
    }
    String homeHost = home.getHost().toLowerCase(Locale.ROOT);
    return host.equals(homeHost)
        || host.endsWith("." + homeHost)
        || descriptor.allowedHosts().contains(host);
  }

  private ProviderFailure refused(String member, String why) {
    return new ProviderFailure(
        provider.descriptor().id(),
        STEP,
        ProviderError.of(
            ErrorKind.CONFIGURATION,
            "metadata_" + member,
            OK,
            "In the issuer's metadata " + member + " is refused: " + why + "."));
  }
}
