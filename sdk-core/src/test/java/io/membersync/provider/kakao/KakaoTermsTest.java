package io.membersync.provider.kakao;

import static org.assertj.core.api.Assertions.assertThat;

import io.membersync.Secret;
import io.membersync.provider.Provider.ProfileException;
import io.membersync.provider.ProviderProfile;
import io.membersync.provider.ProviderProfile.ServiceTerm;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class KakaoTermsTest {
  private final Kakao kakao = Kakao.of("key", Secret.of("secret"));

  @Test
  void everyTermIsReadWithItsAnswerAndTime() throws ProfileException {
    ProviderProfile read = kakao.read(
        Samples.answers("profile", "{\"id\":4021987766}", "terms", Samples.text("terms.json")));

    assertThat(read.termsKnown()).isTrue();
    assertThat(read.terms())
        .containsExactly(
            new ServiceTerm(
                "tos_20260101",
                true,
                true,
                false,
                Optional.of(Instant.parse("2026-03-02T04:11:08Z")),
                Optional.of("KAUTH")),
            new ServiceTerm(
                "marketing_20260401",
                false,
                true,
                true,
                Optional.of(Instant.parse("2026-05-10T09:00:00Z")),
                Optional.of("KAPI")),
            new ServiceTerm(
                "night_push_20260401", false, false, false, Optional.empty(), Optional.empty()));
  }

  @Test
  void theNamesOfTheFormerVersionAreNotRead() throws ProfileException {
    ProviderProfile read = kakao.read(Samples.answers(
        "profile", "{\"id\":1}", "terms", "{\"allowed_service_terms\":[{\"tag\":\"x\"}]}"));

    assertThat(read.terms()).isEmpty();
  }

  @Test
  void withoutTheAnswerTheTermsAreUnknownAndWithoutTermsTheyAreNone() throws ProfileException {
    ProviderProfile unknown = kakao.read(Samples.answers("profile", "{\"id\":1}"));
    ProviderProfile none =
        kakao.read(Samples.answers("profile", "{\"id\":1}", "terms", "{\"id\":1}"));

    assertThat(unknown.termsKnown()).isFalse();
    assertThat(none.termsKnown()).isTrue();
    assertThat(none.terms()).isEmpty();
  }

  @Test
  void nothingIsAgreedThatDoesNotSayTrue() throws ProfileException {
    String terms = "{\"service_terms\":["
        + "{\"tag\":\"a\",\"agreed\":\"true\",\"agreed_at\":\"2026-05-10T09:00:00Z\"},"
        + "{\"tag\":\"b\",\"agreed\":null},{\"tag\":\"c\"},{\"agreed\":true},7,"
        + "{\"tag\":\" \",\"agreed\":true},"
        + "{\"tag\":\"d\",\"agreed\":true,\"agreed_at\":\"yesterday\","
        + "\"agreed_by\":\"<b>KAUTH\"},"
        + "{\"tag\":\"e\",\"agreed\":true,\"agreed_at\":\"2026-05-10T18:00:00+09:00\"},"
        + "{\"tag\":\"f\",\"agreed\":true}]}";

    ProviderProfile read = kakao.read(Samples.answers("profile", "{\"id\":1}", "terms", terms));

    assertThat(read.terms())
        .extracting(ServiceTerm::tag, ServiceTerm::agreed, ServiceTerm::agreedAt)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("a", false, Optional.empty()),
            org.assertj.core.groups.Tuple.tuple("b", false, Optional.empty()),
            org.assertj.core.groups.Tuple.tuple("c", false, Optional.empty()),
            org.assertj.core.groups.Tuple.tuple("d", false, Optional.empty()),
            org.assertj.core.groups.Tuple.tuple(
                "e", true, Optional.of(Instant.parse("2026-05-10T09:00:00Z"))),
            org.assertj.core.groups.Tuple.tuple("f", true, Optional.empty()));
  }
}
