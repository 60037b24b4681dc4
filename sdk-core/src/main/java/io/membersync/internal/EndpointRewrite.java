package io.membersync.internal;

import io.membersync.oauth.EndpointMap;
import io.membersync.provider.Provider;
import java.net.URI;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Leads a provider's addresses to a fake on loopback, for tests. Exported to the testing module
 * only; on the class path, where nothing is hidden, it still refuses every address that MemberSync
 * itself would call outside loopback.
 */
public final class EndpointRewrite implements EndpointMap {
  private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

  private final Map<String, Target> byOrigin;

  private EndpointRewrite(Map<String, Target> byOrigin) {
    this.byOrigin = byOrigin;
  }

  /**
   * Where one origin of a provider really is.
   *
   * @param server where MemberSync calls it; loopback
   * @param browser where the visitor's browser is sent
   */
  public record Target(URI server, URI browser) {
    public Target {
      String host = server.getHost() == null ? "" : server.getHost().toLowerCase(Locale.ROOT);
      if (!LOOPBACK.contains(host)) {
        throw new IllegalArgumentException(
            "a provider's address can only be led to loopback: " + host);
      }
    }
  }

  /** A provider some of whose origins are elsewhere. */
  public interface Rewritten extends Provider {
    /** By origin, such as {@code https://kauth.kakao.com}. */
    Map<String, Target> targets();
  }

  /** The map of these providers; the identity when none is rewritten. */
  public static EndpointRewrite of(Collection<Provider> providers) {
    Map<String, Target> all = new LinkedHashMap<>();
    for (Provider provider : providers) {
      if (provider instanceof Rewritten rewritten) {
        all.putAll(rewritten.targets());
      }
    }
    return new EndpointRewrite(Map.copyOf(all));
  }

  @Override
  public URI toServer(URI address) {
    Target target = byOrigin.get(origin(address));
    return target == null ? address : onto(target.server(), address);
  }

  @Override
  public URI toBrowser(URI address) {
    Target target = byOrigin.get(origin(address));
    return target == null ? address : onto(target.browser(), address);
  }

  private static String origin(URI address) {
    return address.getScheme() + "://" + address.getRawAuthority();
  }

  private static URI onto(URI base, URI address) {
    StringBuilder moved = new StringBuilder(origin(base)).append(address.getRawPath());
    if (address.getRawQuery() != null) {
      moved.append('?').append(address.getRawQuery());
    }
    return URI.create(moved.toString());
  }
}
