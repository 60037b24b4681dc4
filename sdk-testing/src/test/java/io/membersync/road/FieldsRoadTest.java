package io.membersync.road;

import static org.assertj.core.api.Assertions.assertThat;

import io.membersync.Answers;
import io.membersync.SignInResult;
import io.membersync.SignInResult.MissingFields;
import io.membersync.SignInResult.NeedsFields;
import io.membersync.consent.GatedMember;
import io.membersync.consent.GatedPatch;
import io.membersync.member.MemberCreator;
import io.membersync.member.MemberId;
import io.membersync.member.MemberRecord;
import io.membersync.member.MemberStore;
import io.membersync.member.ProvenContact;
import io.membersync.profile.Field;
import io.membersync.profile.FieldMapping;
import io.membersync.profile.SyncRule;
import io.membersync.records.Records;
import io.membersync.testing.KakaoPerson;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Which values reach the member, at sign-up and later. */
class FieldsRoadTest extends RoadFixture {
  private static final String EMAIL = "haneul@shop.example";

  @Test
  void aWithheldEmailKeepsTheStoredOne() {
    MemberId member = signUp("haneul");
    kakao.link(kakao.person("haneul"), link -> link.withholding("account_email"));

    assertThat(signUp("haneul")).isEqualTo(member);

    assertThat(values(member)).containsEntry("email", EMAIL);
  }

  @Test
  void absenceNeverErases() {
    MemberId member = signUp("haneul");
    change("haneul", person -> person.email(null).phoneNumber(null).name(null));

    assertThat(signUp("haneul")).isEqualTo(member);

    assertThat(values(member))
        .containsEntry("email", EMAIL)
        .containsEntry("phone", "+821055501234")
        .containsEntry("name", "Kim Haneul");
  }

  @Test
  void aValueOfOursIsReplacedWhenTheProviderChangesIt() {
    MemberId member = signUp("haneul");
    change("haneul", person -> person.email("new@shop.example"));

    signUp("haneul");
    assertThat(values(member)).containsEntry("email", "new@shop.example");

    change("haneul", person -> person.email("newer@shop.example"));
    signUp("haneul");
    assertThat(values(member)).containsEntry("email", "newer@shop.example");
  }

  @Test
  void aValueOfOursIsStillKnownAsOursAfterTheKeysWereExchanged() {
    MemberId member = signUp("haneul");
    change("haneul", person -> person.email("new@shop.example"));
    var next = io.membersync.Secret.of("the-next-key-0123456789abcdefghijklmn");
    sync =
        open(shop().keys(io.membersync.records.KeyRing.of(next, KEYS.secrets().get(0))));

    signUp("haneul");

    assertThat(values(member)).containsEntry("email", "new@shop.example");
  }

  @Test
  void aMembersOwnEditIsNeverOverwritten() {
    MemberId member = signUp("haneul");
    members.edit(member, "email", Optional.of("mine@shop.example"));
    change("haneul", person -> person.email("new@shop.example"));

    signUp("haneul");
    signUp("haneul");

    assertThat(values(member)).containsEntry("email", "mine@shop.example");
  }

  @Test
  void whatAMemberClearedStaysEmpty() {
    MemberId member = signUp("haneul");
    members.edit(member, "phone", Optional.empty());

    signUp("haneul");

    assertThat(values(member)).doesNotContainKey("phone");
  }

  @Test
  void aFieldAgreedToLaterIsFilled() {
    kakao.link(kakao.person("haneul"), link -> link.withholding("phone_number"));
    MemberId member = signUp("haneul");
    assertThat(values(member)).doesNotContainKey("phone");
    kakao.link(kakao.person("haneul"));

    signUp("haneul");

    assertThat(values(member)).containsEntry("phone", "+821055501234");
  }

  @Test
  void fillEmptyWritesOnlyWhereNothingIs() {
    map(FieldMapping.none().map(Field.EMAIL, "email").rule(SyncRule.FILL_EMPTY));
    MemberId member = signUp("haneul");
    change("haneul", person -> person.email("new@shop.example"));
    signUp("haneul");
    assertThat(values(member)).containsEntry("email", EMAIL);

    members.edit(member, "email", Optional.empty());
    signUp("haneul");
    assertThat(values(member)).containsEntry("email", "new@shop.example");
  }

  @Test
  void providerReplacesEditsButNeverByAbsence() {
    map(FieldMapping.none().map(Field.EMAIL, "email").rule(SyncRule.PROVIDER));
    MemberId member = signUp("haneul");
    members.edit(member, "email", Optional.of("mine@shop.example"));
    signUp("haneul");
    assertThat(values(member)).containsEntry("email", EMAIL);

    change("haneul", person -> person.email(null));
    signUp("haneul");
    assertThat(values(member)).containsEntry("email", EMAIL);
  }

  @Test
  void anUnchangedProfileWritesNothing() {
    signUp("haneul");
    watched.forget();

    signUp("haneul");

    assertThat(watched.calls("members.update")).isEmpty();
  }

  @Test
  void whatIsMissingIsAskedInTheLanguageThatTheSignInWasBegunIn() {
    map(FieldMapping.basic().required());
    for (var locale : java.util.List.of(java.util.Locale.KOREAN, java.util.Locale.ENGLISH)) {
      browser = new io.membersync.testing.TestBrowser();
      var uri = browser.begin(
          sync,
          io.membersync.provider.kakao.Kakao.ID,
          io.membersync.SignIn.returningTo("/").in(locale));

      NeedsFields needs = needsFields(complete(kakao.visitor("doyun").agree(uri)));

      assertThat(needs.missing().language()).isEqualTo(locale.getLanguage());
    }
    assertThat(needsFields(signIn("doyun")).missing().language())
        .as("the notices' first")
        .isEqualTo("en");
  }

  @Test
  void aMissingRequiredFieldIsAskedAndItsValueNormalised() {
    map(FieldMapping.basic().required()); // the phone, which is mapped last
    NeedsFields needs = needsFields(signIn("doyun"));
    assertThat(needs.missing().fields())
        .extracting(MissingFields.Missing::field)
        .isEqualTo(java.util.List.of(Field.PHONE));
    assertThat(members.count()).isZero();

    NeedsFields again = needsFields(
        sync.resume(browser, needs.parked(), Answers.none().field(Field.PHONE, "not a number")));
    assertThat(again.parked()).isEqualTo(needs.parked());
    assertThat(again.missing().fields().get(0).rejected()).isTrue();
    assertThat(members.count()).isZero();

    MemberId member = memberOf(
        sync.resume(browser, needs.parked(), Answers.none().field(Field.PHONE, " 010-5550-9876 ")));

    assertThat(values(member)).containsEntry("phone", "+821055509876");
    assertThat(sync.members().find(member).orElseThrow().provenance())
        .filteredOn(row -> row.attribute().equals("phone"))
        .singleElement()
        .satisfies(row -> {
          assertThat(row.origin()).isEqualTo("visitor");
          assertThat(row.verifiedBy()).isEmpty();
        });
  }

  @Test
  void onlyWhatWasAskedMayBeTyped() {
    map(FieldMapping.basic().required());
    NeedsFields needs = needsFields(signIn("doyun"));

    MemberId member = memberOf(sync.resume(
        browser,
        needs.parked(),
        Answers.none()
            .field(Field.PHONE, "010-5550-9876")
            .field(Field.EMAIL, "victim@shop.example")));

    assertThat(values(member)).containsEntry("email", "doyun@shop.example");
  }

  @Test
  void aTypedContactIsNeverLookedUpNorWrittenToAUniqueColumn() {
    FieldMapping mapping = FieldMapping.none()
        .map(Field.EMAIL, "email")
        .map(Field.PHONE, "phone")
        .unique()
        .required();
    map(mapping);
    members.add(java.util.Map.of("phone", "+821055509876"));
    NeedsFields needs = needsFields(signIn("doyun"));
    watched.forget();

    SignInResult result =
        sync.resume(browser, needs.parked(), Answers.none().field(Field.PHONE, "010-5550-9876"));

    assertThat(signedIn(result).details().droppedFields())
        .containsEntry("phone", "UNPROVEN_UNIQUE");
    assertThat(watched.calls("members.findByContact"))
        .allSatisfy(call -> assertThat(call.arguments().get(0).toString()).contains("email"));
    signedIn(signIn("doyun")); // and is not asked again for what would not be written again
  }

  @Test
  void aKnownMemberWhoHasTheFieldIsNotAskedAgain() {
    map(FieldMapping.basic().required());
    NeedsFields needs = needsFields(signIn("doyun"));
    MemberId member = memberOf(
        sync.resume(browser, needs.parked(), Answers.none().field(Field.PHONE, "010-5550-9876")));

    assertThat(signUp("doyun")).isEqualTo(member);
    assertThat(values(member)).containsEntry("phone", "+821055509876");
  }

  @Tag(RoadShop.IN_THE_COMMIT)
  @Test
  void aRequiredValueThatTheShopRefusesIsAskedAndNobodyIsMadeWithoutIt() {
    useMembers(FieldMapping.none().map(Field.NAME, "name").required());
    store = new ShortNames(members.store());
    sync = open(shop().mapping(FieldMapping.none().map(Field.NAME, "name").required()));

    NeedsFields needs = needsFields(signIn("haneul"));

    assertThat(needs.missing().fields()).singleElement().satisfies(missing -> {
      assertThat(missing.field()).isEqualTo(Field.NAME);
      assertThat(missing.rejected()).isTrue();
    });
    assertThat(members.count()).isZero();
    assertThat(identity("haneul")).isEmpty();

    NeedsFields again = needsFields(
        sync.resume(browser, needs.parked(), Answers.none().field(Field.NAME, "Too Long")));
    assertThat(again.parked()).isEqualTo(needs.parked());
    assertThat(members.count()).isZero();

    MemberId member =
        memberOf(sync.resume(browser, needs.parked(), Answers.none().field(Field.NAME, "Kim")));
    assertThat(values(member)).containsEntry("name", "Kim");
  }

  @Test
  void whatCannotBeReadIsNamedAmongTheDropped() {
    change("haneul", person -> person.email("not an address"));

    SignInResult result = signIn("haneul");

    assertThat(signedIn(result).details().droppedFields()).containsEntry("email", "UNREADABLE");
  }

  @Test
  void consentsAreAskedBeforeFieldsAndBothAreRemembered() {
    FieldMapping mapping = FieldMapping.basic().required();
    useMembers(mapping);
    sync = open(korea().mapping(mapping));
    var consent = needsConsent(signIn("doyun"));
    NeedsFields fields = needsFields(sync.resume(browser, consent.parked(), AGREED));
    assertThat(fields.parked()).isEqualTo(consent.parked());

    MemberId member = memberOf(
        sync.resume(browser, fields.parked(), Answers.none().field(Field.PHONE, "010-5550-9876")));

    assertThat(sync.members().find(member).orElseThrow().provenance())
        .extracting(Records.Provenance::attribute)
        .contains("phone");
  }

  @Test
  void twoPeopleWhoseIdsOnlyDifferBeyondADoubleAreTwo() {
    for (boolean openId : new boolean[] {true, false}) {
      freshShop();
      kakao.reconfigure(app -> app.toBuilder().openIdConnect(openId).build());
      sync = open(shop());

      MemberId edge = signUp("edge");
      MemberId neighbour = signUp("neighbour");

      assertThat(neighbour).isNotEqualTo(edge);
      assertThat(values(edge)).containsEntry("email", "edge@shop.example");
      assertThat(values(neighbour)).containsEntry("email", "neighbour@shop.example");
      assertThat(books.identities().find(SHOP, "kakao", "9007199254740992")).isPresent();
      assertThat(books.identities().find(SHOP, "kakao", "9007199254740993")).isPresent();
      assertThat(signUp("edge")).isEqualTo(edge);
      closeEngines();
    }
  }

  @Test
  void theLongestIdIsKeptWhole() {
    signUp("longest");

    assertThat(books.identities().find(SHOP, "kakao", "9223372036854775807")).isPresent();
  }

  private void map(FieldMapping mapping) {
    useMembers(mapping);
    sync = open(shop().mapping(mapping));
  }

  private void change(String key, UnaryOperator<KakaoPerson.Builder> change) {
    kakao.put(change.apply(kakao.person(key).toBuilder()).build());
  }

  private static NeedsFields needsFields(SignInResult result) {
    assertThat(result).isInstanceOf(NeedsFields.class);
    return (NeedsFields) result;
  }

  /** A shop whose column holds three letters. */
  private record ShortNames(MemberStore members) implements MemberStore, MemberCreator {
    @Override
    public Optional<MemberRecord> find(MemberId member) {
      return members.find(member);
    }

    @Override
    public java.util.List<Match> findByContact(ProvenContact contact) {
      return members.findByContact(contact);
    }

    @Override
    public UpdateReport update(
        MemberId member, MemberRecord.Version seen, GatedPatch patch, OperationId operation) {
      return members.update(member, seen, patch, operation);
    }

    @Override
    public Creation create(GatedMember member, OperationId operation) {
      boolean fits =
          member.values().find("name").filter(name -> name.text().length() > 3).isEmpty();
      return fits
          ? ((MemberCreator) members).create(member, operation)
          : new Creation.Refused("name");
    }
  }
}
