package io.membersync.profile;

import static org.assertj.core.api.Assertions.assertThat;

import io.membersync.testsupport.Fault;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonListTextTest {
  private static PostalAddress address(int number, String base, boolean isDefault) {
    return new PostalAddress(
        String.valueOf(number),
        Optional.empty(),
        base,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        isDefault);
  }

  @Test
  void addressesComeBackExactly() {
    List<PostalAddress> addresses = List.of(
        new PostalAddress(
            "881",
            Optional.of("우리 \"집\" \\ </script>"),
            "12 Sample-ro, Jung-gu, Seoul",
            Optional.of("3F"),
            Optional.of("04500"),
            Optional.of("Kim Haneul"),
            Optional.of("+821055501234"),
            true),
        address(882, "", false));

    String text = Field.SHIPPING_ADDRESSES.toText(addresses);

    assertThat(Field.SHIPPING_ADDRESSES.fromText(text)).contains(addresses);
    assertThat(text).startsWith("[{\"id\":\"881\",").contains("{\"id\":\"882\",\"base\":\"\"");
    assertThat(Field.SHIPPING_ADDRESSES.toText(List.of())).isEqualTo("[]");
    assertThat(Field.SHIPPING_ADDRESSES.fromText("[]")).contains(List.of());
  }

  @Test
  @Fault("UP-13")
  void fiveHundredAddressesBecomeFiftyWithTheDefaultAmongThem() {
    List<PostalAddress> many = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      many.add(address(i, "x".repeat(10_240), i == 400 || i == 450));
    }

    List<PostalAddress> kept =
        Field.SHIPPING_ADDRESSES.fromText(Field.SHIPPING_ADDRESSES.toText(many)).orElseThrow();

    assertThat(kept).hasSize(50);
    assertThat(kept.get(0).id()).isEqualTo("0");
    assertThat(kept.get(0).base()).hasSize(200);
    assertThat(kept)
        .filteredOn(PostalAddress::isDefault)
        .singleElement()
        .extracting(PostalAddress::id)
        .isEqualTo("400");
    assertThat(Field.SHIPPING_ADDRESSES.fromText(Field.SHIPPING_ADDRESSES.toText(kept)))
        .contains(kept);
  }

  @Test
  @Fault("UP-13")
  void ofTwoDefaultsTheFirstStandsAndOfNoneNobodyIsMadeOne() {
    List<PostalAddress> two = List.of(address(1, "a", true), address(2, "b", true));
    List<PostalAddress> none = List.of(address(1, "a", false), address(2, "b", false));

    assertThat(Field.SHIPPING_ADDRESSES.fromText(Field.SHIPPING_ADDRESSES.toText(two)))
        .contains(List.of(address(1, "a", true), address(2, "b", false)));
    assertThat(Field.SHIPPING_ADDRESSES.fromText(Field.SHIPPING_ADDRESSES.toText(none)))
        .contains(none);
  }

  @Test
  @Fault("UP-08")
  void aPhoneThatCannotBeReadIsLeftOutOfTheAddress() {
    PostalAddress address = new PostalAddress(
        "1",
        Optional.of(" "),
        "a\u0000b",
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.of("call me"),
        false);

    assertThat(address.phone()).isEmpty();
    assertThat(address.label()).isEmpty();
    assertThat(address.base()).isEqualTo("ab");
    assertThat(address.toString()).doesNotContain("ab");
  }

  @Test
  void relationsComeBackExactly() {
    List<ChannelRelation> relations = List.of(
        new ChannelRelation(
            "_AbCdEf",
            ChannelRelation.State.ADDED,
            Optional.of(Instant.parse("2026-03-02T04:11:09.000000001Z"))),
        new ChannelRelation("_GhIjKl", ChannelRelation.State.NONE, Optional.empty()));

    String text = Field.CHANNELS.toText(relations);

    assertThat(Field.CHANNELS.fromText(text)).contains(relations);
    assertThat(Field.CHANNELS.fromText("[{\"channel\":\"_A\",\"state\":\"muted\"}]"))
        .contains(
            List.of(new ChannelRelation("_A", ChannelRelation.State.UNKNOWN, Optional.empty())));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "null",
        "{}",
        "[",
        "[1]",
        "[{}]",
        "[{\"id\":\"1\"}]",
        "[{\"id\":1,\"base\":\"x\"}]",
        "[] []",
        "[{\"id\":\"1\",\"base\":\"x\"}",
        "not json"
      })
  void whatIsNoListOfAddressesIsNone(String text) {
    assertThat(Field.SHIPPING_ADDRESSES.fromText(text)).isEmpty();
  }

  @Test
  void deepAndLongTextsAreRefusedQuietly() {
    assertThat(Field.CHANNELS.fromText("[".repeat(100_000))).isEmpty();
    assertThat(Field.CHANNELS.fromText("[{\"a\":" + "[".repeat(300) + "]".repeat(300) + "}]"))
        .isEmpty();
    assertThat(Field.CHANNELS.fromText("x".repeat(1 << 20))).isEmpty();
  }
}
