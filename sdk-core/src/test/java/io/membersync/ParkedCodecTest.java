package io.membersync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.membersync.member.MemberId;
import io.membersync.oauth.PendingSignIn.Purpose;
import io.membersync.oauth.TokenSet;
import io.membersync.profile.Field;
import io.membersync.profile.FieldValue;
import io.membersync.profile.FieldValue.Source;
import io.membersync.profile.Profile;
import io.membersync.provider.Provider.Grant;
import io.membersync.provider.ProviderId;
import io.membersync.provider.ProviderProfile.ServiceTerm;
import io.membersync.testsupport.Fault;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Parked sign-ins that another version of this library has written, or something has damaged. */
class ParkedCodecTest {
  private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
  private static final Pattern MEMBER = Pattern.compile("\"([A-Za-z]+)\":");

  private static ParkedCodec.Content content(String name) {
    Source source = new Source("kakao", "kakao_account.name");
    FieldValue<String> email =
        FieldValue.present(Field.EMAIL, "mina@shop.example", source, NOW).verified("kakao", NOW);
    Arrival arrival = new Arrival(
        ProviderId.of("kakao"),
        "1234567890",
        Profile.of(List.of(FieldValue.present(Field.NAME, name, source, NOW), email)),
        List.of(Field.SHIPPING_ADDRESSES),
        List.of(new ServiceTerm("tos", true, true, false, Optional.of(NOW), Optional.of("USER"))),
        true,
        new TokenSet(
            Optional.of(Secret.of("access")),
            Optional.of(Secret.of("refresh")),
            Optional.of(Secret.of("identity")),
            Optional.of(NOW.plusSeconds(60)),
            Optional.of(NOW.plusSeconds(600)),
            new Grant(Set.of("name"), true, true),
            NOW,
            Optional.of("com.example.shop.app")),
        Purpose.LINK,
        "/cart",
        Optional.of("qr0000001"),
        "ko",
        Optional.of(new MemberId("17")),
        "attempt",
        "correlation",
        NOW,
        true);
    Codes.Contact contact = new Codes.Contact(Field.PHONE, "+821012345678");
    Given given = new Given(
        Map.of("tos", true),
        Map.of("tos", "hash"),
        "presentation",
        Optional.of(NOW),
        Optional.of(new MemberId("17")),
        Optional.of(new Codes.Sent(contact, "id", "hash", NOW)),
        List.of(contact),
        true,
        true);
    return new ParkedCodec.Content(arrival, given);
  }

  private static String written() {
    return new String(ParkedCodec.write(content("Mina")), StandardCharsets.UTF_8);
  }

  private static Optional<ParkedCodec.Content> read(String text) {
    return ParkedCodec.read(text.getBytes(StandardCharsets.UTF_8));
  }

  private static Set<String> members() {
    Set<String> names = new LinkedHashSet<>();
    Matcher matcher = MEMBER.matcher(written());
    while (matcher.find()) {
      names.add(matcher.group(1));
    }
    return names;
  }

  @Test
  void nothingIsLostOnTheWay() {
    Optional<ParkedCodec.Content> again = read(written());

    assertThat(
            again.map(ParkedCodec::write).map(bytes -> new String(bytes, StandardCharsets.UTF_8)))
        .contains(written());
  }

  @Test
  @Fault("MS-19")
  void whatAnotherVersionHasWrittenOrNotWrittenIsReadOrLeft() {
    assertThat(members()).hasSizeGreaterThan(40);
    assertThat(read(written().replaceFirst("\\{", "{\"ofALaterVersion\":{\"a\":[1]},")))
        .isPresent();
    for (String name : members()) {
      String renamed = written().replace("\"" + name + "\":", "\"x" + name + "\":");
      assertThatCode(() -> read(renamed).map(ParkedCodec::write))
          .as(name)
          .doesNotThrowAnyException();
    }
    for (String name :
        List.of("firstPages", "terms", "consents", "texts", "byCode", "asNew", "client")) {
      assertThat(read(written().replace("\"" + name + "\":", "\"x" + name + "\":")))
          .as("an earlier version wrote no %s", name)
          .isPresent();
    }
  }

  @Test
  @Fault("MS-19")
  void anythingInAnyPlaceIsReadOrLeft() {
    String long1 = "x".repeat(1_000_000);
    for (String name : members()) {
      for (String other : List.of(
          "null",
          "7",
          "-1e400",
          "\"\\u0000\\u001b\\n\"",
          "[]",
          "{}",
          "true",
          "\"" + long1 + "\"")) {
        String changed = written()
            .replaceFirst(
                "\"" + name + "\":(\"[^\"]*\"|[0-9]+|true|false)",
                Matcher.quoteReplacement("\"" + name + "\":" + other));
        assertThatCode(() -> read(changed).map(ParkedCodec::write))
            .as("%s is %.20s", name, other)
            .doesNotThrowAnyException();
      }
    }
  }

  @Test
  @Fault("MS-19")
  void controlCharactersDoNoHarm() {
    String odd = "M\u0001i\u001bn\u2028a\ud83d\ude00";
    Optional<ParkedCodec.Content> again = ParkedCodec.read(ParkedCodec.write(content(odd)));

    assertThat(again.flatMap(parked -> parked.arrival().profile().value(Field.NAME)))
        .isEqualTo(Field.NAME.fromText(odd))
        .isPresent();
  }

  @Test
  @Fault("MS-14")
  void whatIsTornIsNotThere() {
    byte[] whole = ParkedCodec.write(content("Mina"));
    for (int length = 0; length < whole.length; length++) {
      byte[] torn = java.util.Arrays.copyOf(whole, length);
      byte[] zeros = java.util.Arrays.copyOf(torn, whole.length);

      assertThat(ParkedCodec.read(torn)).as("%d bytes", length).isEmpty();
      assertThat(ParkedCodec.read(zeros)).as("%d bytes, then zeros", length).isEmpty();
    }
  }
}
