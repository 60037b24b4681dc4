package io.membersync.oauth;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.URI;
import java.util.Locale;
import java.util.Optional;

/**
 * Keeps calls away from internal addresses. What is not publicly routed by the IANA registries is
 * refused (https://www.iana.org/assignments/iana-ipv4-special-registry and -ipv6-, read
 * 2026-11-21); loopback passes only when the configured host says so literally.
 */
final class AddressGuard {
  private AddressGuard() {}

  /** Whether this host, as configured, means this machine. */
  static boolean isLoopbackHost(String host) {
    String plain = unbracketed(host).toLowerCase(Locale.ROOT);
    return plain.equals("localhost") || plain.equals("127.0.0.1") || plain.equals("::1");
  }

  /**
   * What is wrong with an address before any name is resolved; empty when nothing is. The answer
   * never quotes the address.
   */
  static Optional<String> fault(URI address) {
    String host = address.getHost();
    if (host == null || address.getRawUserInfo() != null || address.getRawFragment() != null) {
      return Optional.of("it must have a plain host and no user info or fragment");
    }
    if (address.getPort() == 0 || address.getPort() > 65_535 || host.endsWith(".")) {
      return Optional.of("its host or port is not a plain one");
    }
    boolean loopback = isLoopbackHost(host);
    String scheme = address.getScheme() == null ? "" : address.getScheme().toLowerCase(Locale.ROOT);
    if (!scheme.equals("https") && !(scheme.equals("http") && loopback)) {
      return Optional.of("it must be https; http is for loopback only");
    }
    if (loopback) {
      return Optional.empty();
    }
    if (host.startsWith("[")) {
      InetAddress literal = ipv6(unbracketed(host));
      return literal != null && isPublic(literal)
          ? Optional.empty()
          : Optional.of("it is an internal address");
    }
    if (looksNumeric(host)) {
      byte[] bytes = ipv4(host);
      if (bytes == null) {
        return Optional.of("its host is a number in an unusual form");
      }
      return isPublicV4(bytes) ? Optional.empty() : Optional.of("it is an internal address");
    }
    if (host.toLowerCase(Locale.ROOT).endsWith(".localhost")) {
      return Optional.of("it is an internal address");
    }
    return Optional.empty();
  }

  /** Whether the internet routes this address. */
  static boolean isPublic(InetAddress address) {
    byte[] bytes = address.getAddress();
    if (address instanceof Inet4Address) {
      return isPublicV4(bytes);
    }
    int first = word(bytes, 0);
    int second = word(bytes, 2);
    if (first == 0x0064 && second == 0xff9b && allZero(bytes, 4, 12)) {
      // NAT64: what counts is the IPv4 address behind it.
      return isPublicV4(new byte[] {bytes[12], bytes[13], bytes[14], bytes[15]});
    }
    if ((first & 0xe000) != 0x2000) {
      return false; // only 2000::/3 is global unicast
    }
    boolean protocolAssignments = first == 0x2001 && (second & 0xfe00) == 0;
    boolean documentation =
        (first == 0x2001 && second == 0x0db8) || (first == 0x3fff && (second & 0xf000) == 0);
    boolean sixToFour = first == 0x2002;
    return !protocolAssignments && !documentation && !sixToFour;
  }

  private static boolean isPublicV4(byte[] bytes) {
    int a = bytes[0] & 0xff;
    int b = bytes[1] & 0xff;
    int c = bytes[2] & 0xff;
    return switch (a) {
      case 0, 10, 127 -> false;
      case 100 -> (b & 0xc0) != 64;
      case 169 -> b != 254;
      case 172 -> (b & 0xf0) != 16;
      case 192 -> b != 168 && !(b == 0 && (c == 0 || c == 2)) && !(b == 88 && c == 99);
      case 198 -> (b & 0xfe) != 18 && !(b == 51 && c == 100);
      case 203 -> !(b == 0 && c == 113);
      default -> a < 224; // multicast, reserved, broadcast
    };
  }

  /** A host that some resolver would read as a number: its last label is one. */
  private static boolean looksNumeric(String host) {
    String last = host.substring(host.lastIndexOf('.') + 1);
    if (last.isEmpty()) {
      return true;
    }
    char first = last.charAt(0);
    return first >= '0' && first <= '9';
  }

  /** The four bytes of a dotted address in its one canonical form; otherwise null. */
  private static byte @org.jspecify.annotations.Nullable [] ipv4(String host) {
    byte[] bytes = new byte[4];
    int at = 0;
    for (int part = 0; part < 4; part++) {
      int start = at;
      int value = 0;
      while (at < host.length() && host.charAt(at) != '.') {
        char c = host.charAt(at);
        if (c < '0' || c > '9' || at - start == 3) {
          return null;
        }
        value = value * 10 + (c - '0');
        at++;
      }
      boolean leadingZero = at - start > 1 && host.charAt(start) == '0';
      boolean ended = part == 3 ? at == host.length() : at < host.length();
      if (at == start || leadingZero || value > 255 || !ended) {
        return null;
      }
      bytes[part] = (byte) value;
      at++;
    }
    return bytes;
  }

  private static @org.jspecify.annotations.Nullable InetAddress ipv6(String literal) {
    if (literal.indexOf(':') < 0 || literal.indexOf('%') >= 0) {
      return null;
    }
    try {
      InetAddress address = InetAddress.getByName(literal); // a literal is never looked up
      return address instanceof Inet4Address ? null : address; // IPv4 in disguise
    } catch (java.net.UnknownHostException e) {
      return null;
    }
  }

  private static String unbracketed(String host) {
    return host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
  }

  private static int word(byte[] bytes, int at) {
    return (bytes[at] & 0xff) << 8 | (bytes[at + 1] & 0xff);
  }

  private static boolean allZero(byte[] bytes, int from, int to) {
    for (int i = from; i < to; i++) {
      if (bytes[i] != 0) {
        return false;
      }
    }
    return true;
  }
}
