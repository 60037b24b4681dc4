package io.membersync.testing;

import io.membersync.internal.EndpointRewrite;
import io.membersync.provider.Provider;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Leads a provider's real code to a fake on loopback, whatever addresses it has.
 */
public final class FakeEndpoints {
  private FakeEndpoints() {}

  /**
   * The same provider, whose addresses lead to a fake.
   *
   * @param provider as the shop would add it
   * @param server scheme, host and port of the fake; loopback only
   * @param origins of the provider that the fake stands for, such as {@code
   *     https://kauth.kakao.com}
   * @throws IllegalArgumentException if the fake is not on loopback
   */
  public static Provider lead(Provider provider, URI server, String... origins) {
    return lead(provider, server, server, origins);
  }

  /**
   * The same where the visitor's browser knows the fake by another address than the shop's server
   * does, for example by a host name of its own.
   *
   * @param browser scheme, host and port to which the browser is sent
   */
  public static Provider lead(Provider provider, URI server, URI browser, String... origins) {
    EndpointRewrite.Target target = new EndpointRewrite.Target(server, browser);
    Map<String, EndpointRewrite.Target> targets = new LinkedHashMap<>();
    for (String origin : origins) {
      targets.put(origin, target);
    }
    return new LedProvider(provider, Map.copyOf(targets));
  }
}
