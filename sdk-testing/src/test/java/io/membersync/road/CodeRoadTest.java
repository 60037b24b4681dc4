package io.membersync.road;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.membersync.Answers;
import io.membersync.Members;
import io.membersync.SignInResult;
import io.membersync.SignInResult.CodeFault;
import io.membersync.SignInResult.CodeWay;
import io.membersync.SignInResult.NeedsProof;
import io.membersync.SignInResult.ProofSubject;
import io.membersync.member.CodeSender;
import io.membersync.member.MemberId;
import io.membersync.profile.Field;
import io.membersync.testing.TestBrowser;
import io.membersync.testsupport.AtOnce;
import io.membersync.testsupport.Fault;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A code to a contact that a member has, as the proof that the visitor is that member. */
class CodeRoadTest extends RoadFixture {
  private Inbox inbox = new Inbox(Set.of(Field.PHONE));
  private MemberId existing = new MemberId("nobody");

  @BeforeEach
  void aMemberWithThePhoneOfHaneul() {
    use(CodeSender.Limits.defaults());
    existing = members.add(Map.of("phone", "+821055501234", "name", "Old Name"));
  }

  private void use(CodeSender.Limits limits) {
    inbox = new Inbox(Set.of(Field.PHONE));
    sync = open(shop().codes(inbox, limits));
  }

  @Test
  void aCodeToTheContactOfTheMemberIsAProofAndLinks() {
    NeedsProof needs = needsProof(signIn("haneul"));
    assertThat(needs.choices().subject()).isEqualTo(ProofSubject.MEMBER);
    CodeWay open = onlyWay(needs);
    assertThat(open.field()).isEqualTo(Field.PHONE);
    assertThat(open.hint()).isEqualTo("***1234");
    assertThat(open.sentUntil()).isEmpty();
    assertThat(inbox.messages()).isEmpty();

    CodeWay sent = onlyWay(needsProof(send(needs)));
    assertThat(sent.sentUntil()).contains(clock.instant().plus(Duration.ofMinutes(5)));
    assertThat(sent.resendFrom()).contains(clock.instant().plus(Duration.ofSeconds(60)));
    assertThat(sent.fault()).isEmpty();
    assertThat(inbox.messages()).singleElement().satisfies(message -> {
      assertThat(message.contact()).isEqualTo("+821055501234");
      assertThat(message.field()).isEqualTo(Field.PHONE);
      assertThat(message.language()).isEqualTo("en");
      assertThat(message.lifetime()).isEqualTo(Duration.ofMinutes(5));
      assertThat(message.code().reveal()).matches("[0-9]{6}");
      assertThat(message.toString()).doesNotContain("5550", message.code().reveal());
    });

    assertThat(memberOf(type(needs, inbox.lastCode()))).isEqualTo(existing);
    assertThat(members.count()).isOne();
    assertThat(events).singleElement().satisfies(event -> {
      assertThat(event.kind()).isEqualTo(Members.Event.Kind.LINKED);
      assertThat(event.member()).contains(existing);
    });
    assertThat(memberOf(signIn("haneul"))).isEqualTo(existing);
  }

  @Test
  void aCodeIsTakenAsPeopleTypeIt() {
    NeedsProof needs = sent();
    String code = inbox.lastCode();
    StringBuilder wide = new StringBuilder();
    code.chars().forEach(digit -> wide.appendCodePoint('\uff10' + digit - '0'));

    assertThat(fault(type(needs, ""))).contains(CodeFault.WRONG);
    assertThat(fault(type(needs, "abcdef"))).contains(CodeFault.WRONG);
    assertThat(fault(type(needs, code + "0"))).contains(CodeFault.WRONG);
    wide.insert(3, " ");
    assertThat(memberOf(type(needs, wide.toString()))).isEqualTo(existing);
  }

  @Test
  void fiveWrongTriesEndACodeAndAnotherOneHelps() {
    NeedsProof needs = sent();
    for (int i = 0; i < 5; i++) {
      assertThat(fault(type(needs, inbox.wrongCode()))).contains(CodeFault.WRONG);
    }

    assertThat(fault(type(needs, inbox.lastCode()))).contains(CodeFault.TRIED_TOO_OFTEN);

    clock.advance(Duration.ofSeconds(60));
    assertThat(fault(send(needs))).isEmpty();
    assertThat(memberOf(type(needs, inbox.lastCode()))).isEqualTo(existing);
  }

  @Test
  void triesAtTheSameMomentAreNoMoreThanFive() throws Exception {
    NeedsProof needs = sent();
    String wrong = inbox.wrongCode();
    List<Callable<SignInResult>> tries = new ArrayList<>();
    for (int i = 0; i < 24; i++) {
      TestBrowser window = browser.copy();
      tries.add(() -> sync.resume(window, needs.parked(), Answers.none().code(wrong)));
    }

    List<Optional<CodeFault>> faults = new ArrayList<>();
    AtOnce.call(tries).forEach(result -> {
      if (result instanceof NeedsProof again) {
        faults.add(onlyWay(again).fault());
      }
    });

    assertThat(faults.stream().filter(Optional.of(CodeFault.WRONG)::equals).count())
        .isLessThanOrEqualTo(5);
    assertThat(fault(type(needs, inbox.lastCode()))).contains(CodeFault.TRIED_TOO_OFTEN);
    assertThat(identity("haneul")).isEmpty();
  }

  @Test
  void aCodeEndsAfterFiveMinutesAndWhenAnotherOneWasSent() {
    NeedsProof needs = sent();
    String first = inbox.lastCode();
    clock.advance(Duration.ofMinutes(5));
    assertThat(fault(type(needs, first))).contains(CodeFault.EXPIRED);
    assertThat(onlyWay(again(needs)).sentUntil()).isEmpty();

    send(needs);
    if (!first.equals(inbox.lastCode())) {
      assertThat(fault(type(needs, first))).contains(CodeFault.WRONG);
    }
    assertThat(memberOf(type(needs, inbox.lastCode()))).isEqualTo(existing);
  }

  @Test
  void aCodeIsGoodOnlyInTheSignInThatItWasSentFor() {
    NeedsProof mine = sent();
    TestBrowser owner = browser;
    NeedsProof other = needsProof(signIn("haneul"));

    assertThat(fault(type(other, inbox.lastCode()))).contains(CodeFault.EXPIRED);
    assertThat(identity("haneul")).isEmpty();

    browser = owner;
    assertThat(memberOf(type(mine, inbox.lastCode()))).isEqualTo(existing);
    browser = new TestBrowser();
    assertThat(type(mine, inbox.lastCode())).isInstanceOf(SignInResult.Rejected.class);
  }

  @Test
  void theNextCodeToAContactWaitsAMinuteWhoeverAsks() {
    NeedsProof needs = sent();
    assertThat(fault(send(needs))).contains(CodeFault.TOO_SOON);
    NeedsProof elsewhere = needsProof(signIn("haneul"));
    clock.advance(Duration.ofSeconds(59));
    assertThat(fault(send(elsewhere))).contains(CodeFault.TOO_SOON);
    assertThat(inbox.messages()).hasSize(1);

    clock.advance(Duration.ofSeconds(1));
    assertThat(fault(send(elsewhere))).isEmpty();
    assertThat(inbox.messages()).hasSize(2);
  }

  @Test
  void aContactGetsFiveCodesAnHour() {
    NeedsProof needs = needsProof(signIn("haneul"));
    for (int i = 0; i < 5; i++) {
      assertThat(fault(send(needs))).isEmpty();
      clock.advance(Duration.ofSeconds(61));
    }

    needs = needsProof(signIn("haneul"));
    assertThat(fault(send(needs))).contains(CodeFault.TOO_MANY);
    assertThat(inbox.messages()).hasSize(5);

    clock.advance(Duration.ofHours(1));
    needs = needsProof(signIn("haneul"));
    assertThat(fault(send(needs))).isEmpty();
  }

  @Test
  void aClientAddressAndTheShopHaveLimitsToo() {
    use(CodeSender.Limits.defaults().perAddress(2).perShop(3).pause(Duration.ofSeconds(1)));
    for (String address : List.of("2001:db8:1:2::1", "2001:db8:1:2::2")) {
      assertThat(fault(sendFrom(address))).isEmpty();
    }
    assertThat(fault(sendFrom("2001:db8:1:2:3::3"))).contains(CodeFault.TOO_MANY);
    assertThat(fault(sendFrom("203.0.113.7"))).isEmpty();

    assertThat(fault(sendFrom("203.0.113.8"))).as("the shop's").contains(CodeFault.TOO_MANY);
    assertThat(inbox.messages()).hasSize(3);
    clock.advance(Duration.ofHours(1).plusSeconds(1));
    assertThat(fault(sendFrom("203.0.113.8"))).isEmpty();
  }

  private SignInResult sendFrom(String address) {
    clock.advance(Duration.ofSeconds(2));
    NeedsProof needs = needsProof(signIn("haneul"));
    return sync.resume(
        browser, needs.parked(), Answers.none().sendCode(Field.PHONE).fromAddress(address));
  }

  @Test
  void aSenderThatFailsIsToldAndNothingItSaysIsLogged() {
    NeedsProof needs = needsProof(signIn("haneul"));
    inbox.goDown();

    assertThat(fault(send(needs))).contains(CodeFault.NOT_SENT);

    assertThat(onlyWay(again(needs)).sentUntil()).isEmpty();
    assertThat(fault(type(needs, "123456"))).contains(CodeFault.EXPIRED);
  }

  @Test
  void noCodeIsOfferedWhereSeveralMembersHaveTheContact() {
    members.add(Map.of("phone", "+821055501234"));

    NeedsProof needs = needsProof(signIn("haneul"));

    assertThat(needs.choices().codes()).isEmpty();
    assertThat(needs.choices().shopLogin()).isTrue();
    send(needs);
    needsProof(type(needs, inbox.messages().isEmpty() ? "123456" : inbox.lastCode()));
    assertThat(identity("haneul")).isEmpty();
  }

  @Test
  @Fault("LK-15")
  void aCodeDoesNotMoveAnIdentityThatHasAMember() {
    NeedsProof needs = sent();
    TestBrowser waiting = browser;
    MemberId other =
        memberOf(sync.resume(browser.copy(), needs.parked(), Answers.none().asNewMember()));

    SignInResult late = sync.resume(waiting, needs.parked(), Answers.none().code(inbox.lastCode()));

    assertThat(memberOf(late)).as("how it ended").isEqualTo(other);
    assertThat(sync.members().find(existing)).isEmpty();
  }

  @Test
  void whatIsKeptDoesNotTellTheCode() {
    sent();

    assertThat(watched.calls("attempts.claim").toString()).doesNotContain(inbox.lastCode());
    assertThat(watched.calls("attempts.park")).isNotEmpty().allSatisfy(call -> {
      byte[] sealed =
          ((io.membersync.records.Records.ParkedRow) call.arguments().get(1)).sealed();
      assertThat(new String(sealed, java.nio.charset.StandardCharsets.ISO_8859_1))
          .doesNotContain(inbox.lastCode(), "5550");
    });
  }

  @Test
  void limitsThatMakeNoSenseAreRefusedWhereTheyAreSet() {
    assertThatThrownBy(() -> CodeSender.Limits.defaults().perContact(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("0");
    assertThatThrownBy(() -> CodeSender.Limits.defaults().pause(Duration.ZERO))
        .isInstanceOf(IllegalArgumentException.class);
    Inbox names = new Inbox(Set.of(Field.NAME));
    assertThatThrownBy(() -> shop().codes(names, CodeSender.Limits.defaults()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("name");
  }

  /** A sign-in for which a code has been sent. */
  private NeedsProof sent() {
    return needsProof(send(needsProof(signIn("haneul"))));
  }

  private SignInResult send(NeedsProof needs) {
    return sync.resume(browser, needs.parked(), Answers.none().sendCode(Field.PHONE));
  }

  private SignInResult type(NeedsProof needs, String code) {
    return sync.resume(browser, needs.parked(), Answers.none().code(code));
  }

  private NeedsProof again(NeedsProof needs) {
    return needsProof(sync.resume(browser, needs.parked(), Answers.none()));
  }

  private static Optional<CodeFault> fault(SignInResult result) {
    return onlyWay(needsProof(result)).fault();
  }

  private static CodeWay onlyWay(NeedsProof needs) {
    assertThat(needs.choices().codes()).hasSize(1);
    return needs.choices().codes().get(0);
  }

  private static NeedsProof needsProof(SignInResult result) {
    assertThat(result).isInstanceOf(NeedsProof.class);
    return (NeedsProof) result;
  }
}
