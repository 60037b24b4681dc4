package io.membersync.provider;

import java.util.Optional;

/**
 * One answer of a provider, as far as it could be read.
 *
 * @param call the name of the {@link ProviderCall}, or {@code token}, {@code keys}, {@code metadata}
 * @param httpStatus the HTTP status
 * @param body the JSON body; empty when there was none or it was not JSON
 * @param requestId the provider's own id of the request, from its headers
 */
public record ProviderAnswer(
    String call, int httpStatus, Optional<JsonDocument> body, Optional<String> requestId) {
  @Override
  public String toString() {
    return "ProviderAnswer[call=" + call + ", httpStatus=" + httpStatus + "]";
  }
}
