package io.membersync.servlet;

import jakarta.servlet.http.HttpServletRequest;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;

/** Where a request comes from, as far as the connection tells. */
final class ClientAddress {
  private static final String LITERAL = "[0-9.]+|\\[?[0-9A-Fa-f:.]+(%[A-Za-z0-9_.-]+)?\\]?";

  private ClientAddress() {}

  /**
   * The connection's address. That of a proxy in the shop's own network is every visitor's, so it
   * tells nothing.
   */
  static Optional<String> of(HttpServletRequest request) {
    String address = request.getRemoteAddr();
    if (address == null || !address.matches(LITERAL)) {
      return Optional.empty(); // no name is ever looked up
    }
    String plain = address.replaceAll("[\\[\\]]|%.*", "");
    try {
      return isOwn(InetAddress.getByName(plain)) ? Optional.empty() : Optional.of(plain);
    } catch (UnknownHostException e) {
      return Optional.empty();
    }
  }

  private static boolean isOwn(InetAddress address) {
    byte[] bytes = address.getAddress();
    boolean uniqueLocal = bytes.length == 16 && (bytes[0] & 0xfe) == 0xfc;
    return uniqueLocal
        || address.isLoopbackAddress()
        || address.isSiteLocalAddress()
        || address.isLinkLocalAddress()
        || address.isAnyLocalAddress();
  }
}
