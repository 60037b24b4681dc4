package io.membersync.examples.toyshop;

import static org.assertj.core.api.Assertions.assertThat;

import io.membersync.testing.OldMemberTable;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** On H2 in this process. */
class OldMembersTest extends OldMembersWalk {
  @Override
  DatabaseChoice database() {
    return DatabaseChoice.inMemory();
  }

  @Test
  void onlyTheirOwnAccountsAtKakaoMatchMembers() {
    Set<String> phones = OldMembers.TABLE.members().stream()
        .flatMap(member -> member.canonicalPhone().stream())
        .collect(Collectors.toSet());

    assertThat(phones)
        .as("the numbers of the fake's own people")
        .doesNotContain("+821055501234", "+821055507788", "+821055500992", "+821055500993");
    assertThat(OldMembers.WITH_PASSWORD)
        .extracting(OldMemberTable.Member::number)
        .doesNotHaveDuplicates();
  }

  @Test
  void theOwnSignInTakesFormsOfTheShopOnlyAndLeadsToItsPathsOnly() {
    Visitor visitor = new Visitor(shop, "nobody");
    for (String next :
        new String[] {"https://evil.example/", "//evil.example", "/%5Cevil.example"}) {
      assertThat(visitor.open("/sign-in?next=" + next).body())
          .contains("name=\"next\" value=\"/\"")
          .doesNotContain("evil");
    }
    DemoPage unusable = visitor.signInByPassword(
        visitor.open("/sign-in"), OldMembers.SOCIAL.userId(), OldMembers.PASSWORD);
    assertThat(unusable.status()).isEqualTo(422);
  }
}
