package io.membersync;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** A client's address as it is counted. */
final class ClientAddress {
  private static final int GROUPS = 8;

  private ClientAddress() {}

  /** An IPv4 address as it is; of an IPv6 address the 64 bits that one customer has at least. */
  static String network(String address) {
    String text = address.strip().toLowerCase(Locale.ROOT);
    if (text.indexOf(':') < 0 || text.indexOf('.') >= 0) {
      return text.substring(text.lastIndexOf(':') + 1); // also an IPv4 address within an IPv6 one
    }
    int gap = text.indexOf("::");
    List<String> front = groups(gap < 0 ? text : text.substring(0, gap));
    int missing =
        gap < 0 ? 0 : GROUPS - front.size() - groups(text.substring(gap + 2)).size();
    StringBuilder network = new StringBuilder();
    for (int i = 0; i < GROUPS / 2; i++) {
      String group = "0";
      if (i < front.size()) {
        group = front.get(i);
      } else if (gap >= 0 && i >= front.size() + missing) {
        group = groups(text.substring(gap + 2)).get(i - front.size() - missing);
      }
      network.append(group.replaceFirst("^0+(?=.)", "")).append(':');
    }
    return network.toString();
  }

  private static List<String> groups(String part) {
    return part.isEmpty() ? List.of() : Arrays.asList(part.split(":", -1));
  }
}
