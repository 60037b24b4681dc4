package io.membersync.road;

import static org.assertj.core.api.Assertions.assertThat;

import io.membersync.member.MemberId;
import io.membersync.profile.Field;
import io.membersync.profile.FieldMapping;
import io.membersync.testing.KakaoPerson;
import io.membersync.testsupport.Fault;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Text that another program might execute is text here. */
class InertTextRoadTest extends RoadFixture {
  @Tag(RoadShop.WRITES_THE_NAME)
  @ParameterizedTest
  @ValueSource(
      strings = {
        "${jndi:ldap://127.0.0.1:1/x}",
        "${env:PATH}",
        "#{T(java.lang.Runtime).getRuntime()}",
        "%{1+1}",
        "{{7*7}}",
        "=HYPERLINK(\"https://evil.example\")",
        "@SUM(1+1)",
        "rO0ABXNyABFqYXZhLnV0aWwuSGFzaE1hcA==",
        "<script>alert(1)</script>",
        "'; DROP TABLE member; --",
        "{\"@type\":\"java.net.URL\"}"
      })
  @Fault({"UP-15", "UP-07"})
  void itIsStoredAsItIsAndChangesNothingElse(String text) {
    useMembers(FieldMapping.none().map(Field.NAME, "name").map(Field.NICKNAME, "nickname"));
    sync = open(shop()
        .mapping(FieldMapping.none().map(Field.NAME, "name").map(Field.NICKNAME, "nickname")));
    KakaoPerson person =
        KakaoPerson.named("odd", 4_021_980_000L).nickname("Plain").name(text).build();
    kakao.put(person);

    MemberId member = memberOf(signIn("odd"));

    assertThat(members.valuesOf(member))
        .containsEntry("name", text)
        .containsEntry("nickname", "Plain");
    assertThat(members.count()).isOne();
    assertThat(memberOf(signIn("odd"))).isEqualTo(member);
    assertThat(members.valuesOf(member)).containsEntry("name", text);
  }
}
