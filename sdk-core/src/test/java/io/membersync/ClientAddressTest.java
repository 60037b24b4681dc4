package io.membersync;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClientAddressTest {
  @ParameterizedTest
  @CsvSource({
    "203.0.113.7, 203.0.113.7",
    "::ffff:203.0.113.7, 203.0.113.7",
    "2001:db8:1:2:3:4:5:6, 2001:db8:1:2:",
    "2001:DB8:1:2::9, 2001:db8:1:2:",
    "2001:0db8:0001:0002:ffff::, 2001:db8:1:2:",
    "2001:db8::1, 2001:db8:0:0:",
    "1::4:5:6:7:8, 1:0:0:4:",
    "::1, 0:0:0:0:",
    "fe80::1%eth0, fe80:0:0:0:"
  })
  void anIpv6AddressCountsByItsNetwork(String address, String network) {
    assertThat(ClientAddress.network(address)).isEqualTo(network);
  }

  @Test
  void whatIsNoAddressCountsAsItIs() {
    assertThat(ClientAddress.network(" unknown ")).isEqualTo("unknown");
    assertThat(ClientAddress.network("")).isEmpty();
  }
}
