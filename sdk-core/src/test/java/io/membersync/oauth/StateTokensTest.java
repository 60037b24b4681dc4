package io.membersync.oauth;

import static org.assertj.core.api.Assertions.assertThat;

import io.membersync.Secret;
import io.membersync.internal.Sealer;
import io.membersync.member.ShopId;
import io.membersync.oauth.PendingSignIn.Purpose;
import io.membersync.provider.ProviderId;
import io.membersync.records.KeyRing;
import io.membersync.testsupport.Fault;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class StateTokensTest {
  private static final Secret OLD = Secret.of("an older secret of more than 32 letters");
  private static final Secret NEW = Secret.of("a newer secret, of more than 32 letters");
  private static final ProviderId KAKAO = ProviderId.of("kakao");

  private final StateTokens states = states(KeyRing.of(OLD), ShopId.DEFAULT);

  @Test
  void aStateIsFortyEightLettersAndDigitsAndNeverTheSame() {
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < 1_000; i++) {
      String state = states.create(KAKAO, Purpose.SIGN_IN, 1, Optional.of("store12"));
      assertThat(state).matches("[A-Za-z0-9]{48}");
      assertThat(seen.add(state)).isTrue();
    }
  }

  @Test
  void itSaysPurposeAttemptAndEntryWithoutTheCookie() {
    for (Purpose purpose : Purpose.values()) {
      for (int attempt = 1; attempt <= 2; attempt++) {
        for (String entry : new String[] {"", "a", "STORE007"}) {
          Optional<String> given = entry.isEmpty() ? Optional.empty() : Optional.of(entry);
          String state = states.create(KAKAO, purpose, attempt, given);
          assertThat(states.read(KAKAO, state))
              .contains(new StateTokens.Known(purpose, attempt, given, 0));
        }
      }
    }
  }

  @Test
  @Fault("AR-03")
  void aStateAlteredByOneCharacterAnywhereIsNotOurs() {
    String state = states.create(KAKAO, Purpose.SIGN_IN, 1, Optional.of("store12"));
    for (int i = 0; i < state.length(); i++) {
      char other = state.charAt(i) == 'x' ? 'y' : 'x';
      String altered = state.substring(0, i) + other + state.substring(i + 1);
      assertThat(states.read(KAKAO, altered)).isEmpty();
    }
    assertThat(states.read(KAKAO, state + "x")).isEmpty();
    assertThat(states.read(KAKAO, state.substring(1))).isEmpty();
    assertThat(states.read(KAKAO, "")).isEmpty();
  }

  @Test
  @Fault("AR-06")
  void aStateOfOneProviderIsNotOursAtAnother() {
    String state = states.create(KAKAO, Purpose.SIGN_IN, 1, Optional.empty());
    assertThat(states.read(ProviderId.of("kakao-old"), state)).isEmpty();
  }

  @Test
  void aStateOfOneShopIsNotOursAtAnother() {
    String state = states.create(KAKAO, Purpose.SIGN_IN, 1, Optional.empty());
    assertThat(states(KeyRing.of(OLD), new ShopId("other")).read(KAKAO, state)).isEmpty();
  }

  @Test
  void aStateOutlivesTheRotationOfItsKey() {
    String state = states.create(KAKAO, Purpose.SIGN_IN, 1, Optional.empty());
    assertThat(states(KeyRing.of(NEW, OLD), ShopId.DEFAULT).read(KAKAO, state)).isPresent();
    assertThat(states(KeyRing.of(NEW), ShopId.DEFAULT).read(KAKAO, state)).isEmpty();
  }

  private static StateTokens states(KeyRing ring, ShopId shop) {
    return new StateTokens(new Sealer(ring, shop));
  }
}
