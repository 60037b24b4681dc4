package io.membersync.oauth;

import io.membersync.fuzz.FuzzTestCase;
import io.membersync.fuzz.Parts;
import io.membersync.fuzz.Providers;
import io.membersync.provider.JsonDocument;
import io.membersync.provider.Provider;
import java.util.Optional;

/** An issuer's metadata. */
class MetadataFuzzTest extends FuzzTestCase {
  private final Provider provider = Providers.openIdConnect();

  @Override
  protected void give(byte[] input) {
    Optional<JsonDocument> body = Parts.json(input);
    if (body.isPresent()) {
      try {
        Metadata.read(provider, body.get());
        wentThrough();
      } catch (ProviderFailure e) {
        declared(e);
      }
    }
  }
}
