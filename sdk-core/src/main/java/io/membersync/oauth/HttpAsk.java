package io.membersync.oauth;

import io.membersync.provider.ProviderId;
import java.net.URI;
import java.util.Optional;

/**
 * One request to a provider.
 *
 * @param step for messages and logs
 * @param body an encoded form, or JSON, to POST; empty for a GET and a DELETE
 * @param json whether the body is JSON
 * @param deletes whether it is a DELETE
 * @param authorization the value of that header
 */
record HttpAsk(
    ProviderId provider,
    String step,
    URI address,
    Optional<byte[]> body,
    boolean json,
    boolean deletes,
    Optional<String> authorization) {

  static HttpAsk get(ProviderId provider, String step, URI address) {
    return new HttpAsk(provider, step, address, Optional.empty(), false, false, Optional.empty());
  }

  @Override
  public String toString() {
    return "HttpAsk[provider=" + provider + ", step=" + step + "]";
  }
}
