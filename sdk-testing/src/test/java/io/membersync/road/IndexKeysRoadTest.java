package io.membersync.road;

import static org.assertj.core.api.Assertions.assertThat;

import io.membersync.Secret;
import io.membersync.SignInResult.NeedsProof;
import io.membersync.profile.Field;
import io.membersync.profile.FieldMapping;
import io.membersync.records.KeyRing;
import io.membersync.testsupport.Logged;
import org.junit.jupiter.api.Test;

/** The contact index when the shop's key, or what it looks contacts up by, has changed. */
class IndexKeysRoadTest extends IndexFixture {
  private static final Secret OLD_KEY = KEYS.secrets().get(0);
  private static final Secret NEW_KEY = Secret.of("the-next-key-0123456789abcdefghijklmn");

  @Test
  void entriesOfAnOlderKeyAreFoundWhileItIsInTheRingAndReplacedByTheNextPass() {
    old(ODD_PHONE);
    build();
    sync = open(shop().contactIndex().keys(KeyRing.of(NEW_KEY, OLD_KEY)));
    watched.forget();
    assertFound("haneul");
    assertThat(watched.calls("members.findByContact")).isEmpty();

    nightly();
    sync = open(shop().contactIndex().keys(KeyRing.of(NEW_KEY)));
    watched.forget();

    assertFound("haneul");
    assertThat(watched.calls("members.findByContact")).isEmpty();
  }

  @Test
  void anIndexMadeByAKeyThatIsGoneCountsAsNotBuilt() {
    old("+821055501234");
    build();
    sync = open(shop().contactIndex().keys(KeyRing.of(NEW_KEY)));

    String log = Logged.during(() -> assertFound("haneul"));

    assertThat(log).contains("contact index has not been built");
    assertThat(watched.calls("members.findByContact")).isNotEmpty();
  }

  @Test
  void aNodeThatHasOnlyTheOlderKeyFindsWhomANodeWithTheNewOneHasMade() {
    old("010-5550-9999");
    build();
    sync = open(shop().contactIndex().keys(KeyRing.of(NEW_KEY, OLD_KEY)));
    signUp("haneul");
    sync = open(shop().contactIndex().provider(oldKakao()));
    watched.forget();

    assertThat(new io.membersync.testing.TestBrowser()
            .signIn(sync, OLD, kakao.visitor("haneul")::agree))
        .isInstanceOf(NeedsProof.class);
    assertThat(watched.calls("members.findByContact")).isEmpty();
  }

  @Test
  void anIndexOfOtherContactsCountsAsNotBuilt() {
    FieldMapping emailOnly = FieldMapping.none().map(Field.NAME, "name").map(Field.EMAIL, "email");
    old("+821055501234");
    sync = open(shop().mapping(emailOnly).contactIndex());
    build();
    sync = open(shop().contactIndex());
    watched.forget();

    assertFound("haneul");
    assertThat(watched.calls("members.findByContact")).isNotEmpty();
    assertThat(build().pass()).isEqualTo(2);
  }
}
