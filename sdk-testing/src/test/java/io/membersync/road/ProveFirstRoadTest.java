package io.membersync.road;

import static org.assertj.core.api.Assertions.assertThat;

import io.membersync.Answers;
import io.membersync.Members;
import io.membersync.SignIn;
import io.membersync.SignInResult;
import io.membersync.SignInResult.NeedsFields;
import io.membersync.SignInResult.NeedsProof;
import io.membersync.SignInResult.ProofSubject;
import io.membersync.SignInResult.RejectReason;
import io.membersync.SignInResult.SignedIn;
import io.membersync.member.CodeSender;
import io.membersync.member.LinkPolicy;
import io.membersync.member.MemberId;
import io.membersync.member.MemberRecord;
import io.membersync.profile.Field;
import io.membersync.profile.FieldMapping;
import io.membersync.provider.kakao.Kakao;
import io.membersync.records.Records;
import io.membersync.testing.TestBrowser;
import io.membersync.testsupport.Eventually;
import io.membersync.testsupport.Fault;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** First a contact is proven, then it is looked up; and what the shop's policy makes of a match. */
class ProveFirstRoadTest extends RoadFixture {
  private static final FieldMapping UNIQUE_PHONE = FieldMapping.none()
      .map(Field.NAME, "name")
      .map(Field.PHONE, "phone")
      .unique()
      .required();
  private static final FieldMapping UNIQUE_EMAIL = FieldMapping.none()
      .map(Field.NAME, "name")
      .map(Field.EMAIL, "email")
      .unique()
      .required();
  private static final String TYPED = "010-5550-9876";
  private static final String PHONE = "+821055509876";

  private Inbox inbox = new Inbox(Set.of(Field.PHONE, Field.EMAIL));

  @BeforeEach
  void codes() {
    use(UNIQUE_PHONE, LinkPolicy.asking());
  }

  private void use(FieldMapping mapping, LinkPolicy policy) {
    inbox = new Inbox(Set.of(Field.PHONE, Field.EMAIL));
    useMembers(mapping);
    sync = open(shop()
        .provider(oldKakao())
        .mapping(mapping)
        .codes(inbox, CodeSender.Limits.defaults())
        .linking(policy));
  }

  @Test
  void aTypedContactThatIsProvenIsWrittenToAUniqueAttribute() {
    NeedsProof proof = typed();

    MemberId member = memberOf(type(proof, inbox.lastCode()));

    assertThat(values(member)).containsEntry("phone", PHONE);
    assertThat(sync.members().find(member).orElseThrow().provenance())
        .filteredOn(row -> row.attribute().equals("phone"))
        .singleElement()
        .satisfies(row -> {
          assertThat(row.origin()).isEqualTo("visitor");
          assertThat(row.verifiedBy()).contains("code");
        });
    assertThat(memberOf(signIn("doyun"))).as("and asked no more").isEqualTo(member);
  }

  @Test
  void aTypedContactOfAMemberLeadsToThatMemberOnceItIsProven() {
    MemberId existing = members.add(Map.of("phone", PHONE, "name", "Old Name"));
    watched.forget();
    NeedsProof proof = typed();
    assertThat(watched.calls("members.findByContact"))
        .as("nothing unproven is looked up")
        .noneMatch(call -> call.arguments().get(0).toString().contains("phone"));

    assertThat(memberOf(type(proof, inbox.lastCode()))).isEqualTo(existing);

    assertThat(members.count()).isOne();
    assertThat(values(existing)).containsEntry("name", "Old Name");
  }

  @Test
  void theAnswerIsTheSameWhetherOrNotAMemberHasTheContact() {
    NeedsProof nobody = typed();
    int calls = watched.calls("members.find").size();
    use(UNIQUE_PHONE, LinkPolicy.asking());
    members.add(Map.of("phone", PHONE));
    watched.forget();
    clock.advance(CodeSender.Limits.defaults().pause());

    NeedsProof somebody = typed();

    assertThat(somebody.choices()).isEqualTo(later(nobody).choices());
    assertThat(watched.calls("members.find")).hasSize(calls);
    assertThat(type(somebody, inbox.wrongCode()))
        .isInstanceOfSatisfying(
            NeedsProof.class,
            wrong -> assertThat(wrong.choices().subject()).isEqualTo(ProofSubject.CONTACT));
  }

  /** The same at another time of the clock. */
  private NeedsProof later(NeedsProof needs) {
    java.time.Duration pause = CodeSender.Limits.defaults().pause();
    var way = needs.choices().codes().get(0);
    return new NeedsProof(
        needs.parked(),
        new SignInResult.ProofChoices(
            needs.choices().language(),
            needs.choices().subject(),
            needs.choices().hints(),
            List.of(new SignInResult.CodeWay(
                way.field(),
                way.hint(),
                way.sentUntil().map(at -> at.plus(pause)),
                way.resendFrom().map(at -> at.plus(pause)),
                way.fault())),
            needs.choices().providers(),
            needs.choices().shopLogin(),
            needs.choices().newMemberAllowed()));
  }

  @Test
  void anotherValueMayBeTypedInstead() {
    NeedsProof proof = typed();
    String first = inbox.lastCode();

    NeedsProof other = needsProof(
        sync.resume(browser, proof.parked(), Answers.none().field(Field.PHONE, "010-5550-1111")));

    assertThat(inbox.messages()).hasSize(2);
    assertThat(inbox.messages().get(1).contact()).isEqualTo("+821055501111");
    if (!first.equals(inbox.lastCode())) {
      needsProof(type(other, first));
    }
    MemberId member = memberOf(type(other, inbox.lastCode()));
    assertThat(values(member)).containsEntry("phone", "+821055501111");
  }

  @Test
  @Fault("LK-04")
  void aMemberWithTheSameUnverifiedEmailIsNotMergedAndAProofIsOffered() {
    use(UNIQUE_EMAIL, LinkPolicy.asking());
    MemberId existing = members.add(Map.of("email", "unproven@shop.example"));

    NeedsProof proof = needsProof(signIn("unverified-email"));

    assertThat(proof.choices().subject()).isEqualTo(ProofSubject.CONTACT);
    assertThat(proof.choices().hints()).isEmpty();
    assertThat(proof.choices().newMemberAllowed()).isFalse();
    assertThat(identity("unverified-email")).isEmpty();
    assertThat(inbox.messages()).as("only on request").isEmpty();

    sync.resume(browser, proof.parked(), Answers.none().sendCode(Field.EMAIL));
    assertThat(inbox.messages().get(0).contact()).isEqualTo("unproven@shop.example");
    assertThat(memberOf(type(proof, inbox.lastCode()))).isEqualTo(existing);
    assertThat(members.count()).isOne();
  }

  @Test
  void aCodeIsSentToNoContactThatTheVisitorHasNotGiven() {
    NeedsFields fields = (NeedsFields) signIn("doyun");

    sync.resume(browser, fields.parked(), Answers.none().sendCode(Field.PHONE));

    assertThat(inbox.messages()).isEmpty();
  }

  @Test
  void anotherWayInOfTheMemberIsAProofAndNamedOnlyWhereItIsLinked() {
    use(FieldMapping.basic(), LinkPolicy.asking());
    members.add(Map.of("email", "haneul@shop.example"));
    assertThat(needsProof(signIn("haneul")).choices().providers()).isEmpty();

    use(FieldMapping.basic(), LinkPolicy.asking());
    MemberId member = memberOf(new TestBrowser().signIn(sync, OLD, kakao.visitor("haneul")::agree));
    NeedsProof needs = needsProof(signIn("haneul"));
    assertThat(needs.choices().providers()).containsExactly(OLD);
    MemberId there = memberOf(new TestBrowser().signIn(sync, OLD, kakao.visitor("haneul")::agree));

    SignedIn linked =
        signedIn(sync.resume(browser, needs.parked(), Answers.none().signedInAs(there)));

    assertThat(linked.member()).contains(member);
    assertThat(sync.members().find(member).orElseThrow().identities()).hasSize(2);
  }

  @Test
  void aContactVerifiedOnBothSidesLinksByItselfWhereThePolicySaysSo() {
    use(FieldMapping.basic(), LinkPolicy.asking().linkingVerified());
    MemberId member = memberOf(new TestBrowser().signIn(sync, OLD, kakao.visitor("haneul")::agree));

    SignedIn result = signedIn(signIn("haneul"));

    assertThat(result.member()).contains(member);
    assertThat(members.count()).isOne();
    assertThat(events).last().satisfies(event -> {
      assertThat(event.kind()).isEqualTo(Members.Event.Kind.LINKED);
      assertThat(event.member()).contains(member);
      assertThat(event.provider()).isEqualTo(Kakao.ID);
    });
  }

  @Test
  void nothingLinksByItselfOnAContactThatOnlyTheShopHas() {
    use(FieldMapping.basic(), LinkPolicy.asking().linkingVerified());
    members.add(Map.of("email", "haneul@shop.example"));

    needsProof(signIn("haneul"));
  }

  @Test
  void nothingLinksByItselfOnAContactThatWasEditedAfterItWasVerified() {
    use(FieldMapping.none().map(Field.EMAIL, "email"), LinkPolicy.asking().linkingVerified());
    MemberId member = memberOf(new TestBrowser().signIn(sync, OLD, kakao.visitor("haneul")::agree));
    members.edit(member, "email", Optional.of("HANEUL@shop.example"));

    needsProof(signIn("haneul"));
  }

  @Test
  void nothingLinksByItselfOnAContactThatAnotherMemberHasToo() {
    use(FieldMapping.none().map(Field.EMAIL, "email"), LinkPolicy.asking().linkingVerified());
    memberOf(new TestBrowser().signIn(sync, OLD, kakao.visitor("haneul")::agree));
    members.add(Map.of("email", "haneul@shop.example"));

    needsProof(signIn("haneul"));
  }

  @Test
  void aNewMemberInsteadIsRefusedWhereThePolicySaysSo() {
    use(FieldMapping.basic(), LinkPolicy.asking().withoutNewMembers());
    members.add(Map.of("email", "haneul@shop.example"));
    NeedsProof needs = needsProof(signIn("haneul"));
    assertThat(needs.choices().newMemberAllowed()).isFalse();

    needsProof(sync.resume(browser, needs.parked(), Answers.none().asNewMember()));

    assertThat(members.count()).isOne();
    assertThat(identity("haneul")).isEmpty();
  }

  @Test
  @Fault("LK-24")
  void whoHasLeftComesBackOnlyAsANewMemberAndOnlyWhereThePolicySaysSo() {
    use(FieldMapping.basic(), LinkPolicy.asking());
    MemberId left = signUp("haneul");
    members.setStatus(left, MemberRecord.Status.LEFT);
    refused(signIn("haneul"), RejectReason.MEMBER_NOT_ADMITTED);
    var person = identity("haneul").orElseThrow().person();

    sync = open(shop().provider(oldKakao()).linking(LinkPolicy.asking().rejoiningAsNewMember()));
    SignedIn back = signedIn(signIn("haneul"));

    assertThat(back.details().isNewMember()).isTrue();
    assertThat(back.member()).isNotEqualTo(Optional.of(left));
    assertThat(back.person()).isNotEqualTo(person);
    assertThat(members.count()).isEqualTo(2);
    assertThat(members.find(left).orElseThrow().status()).isEqualTo(MemberRecord.Status.LEFT);
    assertThat(books.identities().findPerson(SHOP, person).orElseThrow().state())
        .isEqualTo(Records.PersonState.LEFT);
    assertThat(books.identities().ofPerson(SHOP, person)).isEmpty();
    assertThat(memberOf(signIn("haneul"))).isEqualTo(memberOf(back));
  }

  @Test
  @Fault({"LK-24", "LK-03"})
  void whoComesBackTwiceAtOnceBecomesOneNewMember() {
    use(FieldMapping.basic(), LinkPolicy.asking().rejoiningAsNewMember());
    MemberId left = signUp("haneul");
    members.setStatus(left, MemberRecord.Status.LEFT);
    List<SignedIn> first = new ArrayList<>();
    watched.beforeNext(
        "identities.link",
        () -> CompletableFuture.runAsync(() -> first.add(
                signedIn(new TestBrowser().signIn(sync, Kakao.ID, kakao.visitor("haneul")::agree))))
            .orTimeout(Eventually.PATIENCE.toSeconds(), TimeUnit.SECONDS)
            .join());

    SignedIn second = signedIn(signIn("haneul"));

    assertThat(first).singleElement().satisfies(one -> {
      assertThat(one.details().isNewMember()).isTrue();
      assertThat(memberOf(second)).isEqualTo(memberOf(one));
    });
    assertThat(members.count()).isEqualTo(2);
  }

  @Test
  @Fault("LK-24")
  void aBlockedMemberDoesNotRejoin() {
    use(FieldMapping.basic(), LinkPolicy.asking().rejoiningAsNewMember());
    MemberId blocked = signUp("haneul");
    members.setStatus(blocked, MemberRecord.Status.BLOCKED);

    refused(signIn("haneul"), RejectReason.MEMBER_NOT_ADMITTED);

    assertThat(members.count()).isOne();
  }

  /** Doyun, whose phone Kakao does not have, has typed one. */
  private NeedsProof typed() {
    browser = new TestBrowser();
    NeedsFields fields = (NeedsFields) complete(
        kakao.visitor("doyun").agree(browser.begin(sync, Kakao.ID, SignIn.returningTo("/"))));
    NeedsProof proof =
        needsProof(sync.resume(browser, fields.parked(), Answers.none().field(Field.PHONE, TYPED)));
    assertThat(proof.choices().subject()).isEqualTo(ProofSubject.CONTACT);
    assertThat(proof.choices().codes()).singleElement().satisfies(way -> {
      assertThat(way.hint()).isEqualTo("***9876");
      assertThat(way.sentUntil()).isPresent();
      assertThat(way.fault()).isEmpty();
    });
    assertThat(proof.choices().shopLogin()).isFalse();
    return proof;
  }

  private SignInResult type(NeedsProof needs, String code) {
    return sync.resume(browser, needs.parked(), Answers.none().code(code));
  }

  private static NeedsProof needsProof(SignInResult result) {
    assertThat(result).isInstanceOf(NeedsProof.class);
    return (NeedsProof) result;
  }
}
