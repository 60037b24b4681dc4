package io.membersync.oauth;

import io.membersync.provider.ProviderId;
import java.net.URI;
import java.util.Optional;

/**
 * One request to a provider.
 *
 * @param step for messages and logs
 * @param form an encoded form to POST; empty for a GET and a DELETE
 * @param deletes whether it is a DELETE
 * @param authorization the value of that header
 */
record HttpAsk(
    ProviderId provider,
    String step,
    URI address,
    Optional<byte[]> form,
    boolean deletes,
    Optional<String> authorization) {

  static HttpAsk get(ProviderId provider, String step, URI address) {
    return new HttpAsk(provider, step, address, Optional.empty(), false, Optional.empty());
  }

  @Override
  public String toString() {
    return "HttpAsk[provider=" + provider + ", step=" + step + "]";
  }
}
