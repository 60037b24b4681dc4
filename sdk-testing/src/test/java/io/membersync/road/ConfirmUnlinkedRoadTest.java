package io.membersync.road;

import static org.assertj.core.api.Assertions.assertThat;

import io.membersync.Console;
import io.membersync.MemberSyncBuilder;
import io.membersync.Members.Confirmed;
import io.membersync.Members.Event.Kind;
import io.membersync.consent.Notices;
import io.membersync.member.MemberId;
import io.membersync.member.PersonId;
import io.membersync.provider.kakao.Kakao;
import io.membersync.records.Records.PersonState;
import io.membersync.testing.KakaoEndpoint;
import io.membersync.testing.KakaoError;
import io.membersync.testing.TestBrowser;
import io.membersync.testsupport.Fault;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** An operator's word about links that Kakao does not have any more. */
class ConfirmUnlinkedRoadTest extends ReconciliationFixture {
  @Test
  void anOperatorsWordEndsLinkAndConsentsAsTheWebhookWouldHave() {
    sync = open(askedByKakao());
    MemberId haneul = joins("haneul");
    MemberId doyun = joins("doyun");
    joins("seoyeon");
    Map<String, String> row = values(haneul);
    lost("haneul");
    lost("doyun");
    events.clear();
    assertThat(sync.receive(
                Kakao.ID,
                unlinkWebhook(
                    kakao.person("doyun").id(), "KakaoAK " + kakao.app().adminKey()))
            .httpStatus())
        .isEqualTo(200);
    runDue();
    List<Kind> byWebhook = kinds();
    events.clear();

    assertThat(confirm(haneul)).containsOnly(Map.entry(personOf(haneul), Confirmed.ENDED));

    assertThat(kinds()).isEqualTo(byWebhook).contains(Kind.LEAVE_PENDING);
    assertThat(identity("haneul")).isEmpty();
    assertThat(values(haneul)).isEqualTo(row);
    assertThat(stateOf(haneul)).isEqualTo(PersonState.LEAVE_PENDING).isEqualTo(stateOf(doyun));
    assertThat(ended(haneul)).isEqualTo(ended(doyun)).isNotEmpty();
    assertThat(sync.consents().hasAgreed(haneul, "mkt")).isFalse();
    runDue();
    assertThat(kakao.calls(KakaoEndpoint.UNLINK)).as("Kakao need not be told").isZero();
    assertThat(confirm(haneul)).containsValue(Confirmed.NOT_LINKED);
    assertThat(reconcile().missing()).isEmpty();
  }

  @Test
  void whoHasComeBackSinceTheReportIsLeftAsTheyAre() {
    MemberId haneul = signUp("haneul");
    signUp("doyun");
    lost("haneul");
    assertThat(reconcile().missing()).hasSize(1);

    comesBack("haneul");
    assertThat(confirm(haneul)).containsValue(Confirmed.LINKED);

    assertThat(identity("haneul")).isPresent();
    assertThat(stateOf(haneul)).isEqualTo(PersonState.ACTIVE);
  }

  @Test
  void whoseSignInIsCommittedAfterTheQuestionKeepsTheLink() {
    MemberId haneul = signUp("haneul");
    MemberId doyun = signUp("doyun");
    later();
    URI anew = callback("haneul");
    LateCommit signIn = new LateCommit(watched, () -> complete(anew));
    lost("haneul");
    watched.beforeNext("identities.find", () -> signedIn(signIn.commit()));

    assertThat(confirm(personOf(haneul), personOf(doyun)))
        .containsEntry(personOf(haneul), Confirmed.LINKED);

    assertThat(identity("haneul")).isPresent();
    later();
    assertThat(confirm(haneul)).as("the next time").containsValue(Confirmed.ENDED);
  }

  @Test
  void aLinkThatIsYoungerThanTheQuestionVouchesForNobody() {
    link(0, 2);
    MemberId haneul = signUp("haneul"); // at the very moment of the question
    kakao.unlink(kakao.person("haneul"));

    assertThat(confirm(personOf(0))).containsValue(Confirmed.NOT_CREDIBLE);
    assertThat(confirm(haneul)).containsValue(Confirmed.NOT_ASKED);
  }

  @Test
  void theOnlyMemberOfAShopMayBeConfirmedInSpiteOfTheDoubt() {
    MemberId haneul = signUp("haneul");
    lost("haneul");

    assertThat(reconcile().doubtful()).isTrue();
    assertThat(confirm(haneul)).containsValue(Confirmed.ENDED);
  }

  @Test
  @Fault("T27")
  void whatFollowsForVeryManyIsHeldBack() {
    link(0, 40);
    IntStream.range(12, 40).forEach(i -> kakao.link(person(i)));
    later();

    PersonId[] gone = IntStream.range(0, 12).mapToObj(this::personOf).toArray(PersonId[]::new);
    assertThat(confirm(gone)).hasSize(12).containsValue(Confirmed.ENDED);

    assertThat(books.identities().count(SHOP, "kakao", 100)).as("links close").isEqualTo(28);
    assertThat(sync.members().heldBack(Kakao.ID, 10)).hasSize(3);
    assertThat(kinds()).contains(Kind.HELD_BACK);
  }

  @Test
  void ofTwoAccountsOnlyTheOneThatIsGoneEnds() {
    MemberId haneul = signUp("haneul");
    new TestBrowser().link(sync, Kakao.ID, haneul, kakao.visitor("seoyeon")::agree);
    lost("seoyeon");

    assertThat(confirm(haneul)).containsValue(Confirmed.ENDED);

    assertThat(identity("seoyeon")).isEmpty();
    assertThat(identity("haneul")).isPresent();
    assertThat(stateOf(haneul)).isEqualTo(PersonState.ACTIVE);
  }

  // ---- the console

  @Test
  void theConsolePrintsWhoIsMissingAndEndsWhomItIsTold() {
    MemberId haneul = signUp("haneul");
    signUp("doyun");
    link(0, 1);
    lost("haneul");

    String table = console(1, "reconcile", "kakao");
    assertThat(table)
        .contains(haneul + " linked since ", "person=" + personOf(0), "LINKED=1", "MISSING=2")
        .doesNotContain(String.valueOf(kakao.person("haneul").id()));
    assertThat(console(1, "confirm-unlinked", "kakao", haneul.value(), "nobody-of-ours"))
        .contains(haneul + " ended", "nobody-of-ours unknown");
    assertThat(console(0, "confirm-unlinked", "kakao", "person=" + personOf(0)))
        .contains("person=" + personOf(0) + " ended");
    assertThat(console(0, "reconcile", "kakao")).contains("LINKED=1");
  }

  @Test
  void theConsoleSaysWhereToGoOn() {
    signUp("haneul");
    later();
    kakao.failNext(KakaoEndpoint.USERS, KakaoError.tooManyCalls());

    String stopped = console(3, "reconcile", "kakao");

    assertThat(stopped).contains("RATE_LIMITED", "--after=");
    String place = stopped.substring(stopped.indexOf("--after=")).strip();
    assertThat(console(0, "reconcile", "kakao", place)).contains("LINKED=1");
    assertThat(console(2, "reconcile", "kakao", "--after=elsewhere")).contains("kakao");
    assertThat(console(2, "reconcile", "none")).contains("none");
    assertThat(console(2, "reconcile")).contains("confirm-unlinked PROVIDER MEMBER...");
    assertThat(console(2, "confirm-unlinked", "kakao")).contains("reconcile PROVIDER");
    assertThat(console(2, "confirm-unlinked", "kakao", "person=x")).isNotBlank();
  }

  private MemberSyncBuilder askedByKakao() {
    return shop(Notices.korea("Wine Shop").askedBy("mkt", "marketing_20260401"));
  }

  private String console(int code, String... args) {
    StringWriter out = new StringWriter();
    assertThat(Console.run(sync, args, new PrintWriter(out))).as(out.toString()).isEqualTo(code);
    return out.toString();
  }

  /** What has ended of a member's consents, and why. */
  private List<String> ended(MemberId member) {
    return sync.members().find(member).orElseThrow().consents().stream()
        .filter(event -> !event.type().isAgreement())
        .map(event -> event.type() + " " + event.notice().orElseThrow().tag() + " "
            + event.reason().orElse(""))
        .toList();
  }
}
