package io.membersync.oauth;

import java.net.URI;

/**
 * Says where a provider's addresses really are. The identity everywhere but in tests, where a class
 * of the testing module leads to a fake on loopback.
 */
public interface EndpointMap {

  /** Leaves every address as it is. */
  static EndpointMap identity() {
    return new EndpointMap() {
      @Override
      public URI toServer(URI address) {
        return address;
      }

      @Override
      public URI toBrowser(URI address) {
        return address;
      }
    };
  }

  /** Where MemberSync itself calls this address. */
  URI toServer(URI address);

  /** Where the visitor's browser is sent for this address. */
  URI toBrowser(URI address);
}
