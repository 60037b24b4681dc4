package io.membersync.road;

import static org.assertj.core.api.Assertions.assertThat;

import io.membersync.MemberSyncBuilder;
import io.membersync.Members;
import io.membersync.Members.Confirmed;
import io.membersync.Members.Reconciled;
import io.membersync.Members.Standing;
import io.membersync.SignInResult;
import io.membersync.consent.Notices;
import io.membersync.member.MemberId;
import io.membersync.member.PersonId;
import io.membersync.provider.Provider;
import io.membersync.provider.ProviderId;
import io.membersync.records.Records;
import io.membersync.testing.FakeNotice;
import io.membersync.testing.FakeSocialLogin;
import io.membersync.testing.FakeVisitor;
import io.membersync.testing.TestBrowser;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A shop with one fake provider beside Kakao, fresh for each test. */
abstract class SocialFixture<F extends FakeSocialLogin<?>> extends RoadFixture {
  final ProviderId id;
  final WebhookShop shop = new WebhookShop(() -> sync);
  F fake = start();

  SocialFixture(ProviderId id) {
    this.id = id;
  }

  /** By the clock of this test. */
  abstract F start();

  /** The shop's registration at the fake. */
  abstract Provider registered();

  @BeforeEach
  void openShop() {
    fake.close();
    fake = start();
    fake.registerRedirectUri(CALLBACKS.resolve(id.value()));
    sync = open(with(told(), registered()));
  }

  @AfterEach
  void closeProvider() {
    fake.close();
  }

  @AfterAll
  void closeShop() {
    shop.close();
  }

  /** A shop with this provider alone. */
  final MemberSyncBuilder with(Notices notices, Provider provider) {
    return bare(notices).provider(provider).callbacks(CALLBACKS);
  }

  /** In a browser of their own. */
  final SignInResult comes(String person, UnaryOperator<FakeVisitor> choices) {
    FakeVisitor visitor = choices.apply(fake.visitor(person));
    browser = new TestBrowser();
    return browser.signIn(sync, id, visitor::agree);
  }

  final SignInResult comes(String person) {
    return comes(person, visitor -> visitor);
  }

  final MemberId comesAndIsMember(String person) {
    return memberOf(comes(person));
  }

  /** What stands in the member's row, once the shop has done what it does later. */
  final Map<String, String> written(MemberId member) {
    if (kind.writesLater()) {
      runDue();
    }
    return values(member);
  }

  final Optional<Records.Identity> wayIn(String person) {
    return books.identities().find(SHOP, id.value(), fake.subject(fake.person(person)));
  }

  /**
   * The provider ends a link and its notice is lost: found by the token that it takes no more, and
   * ended by an operator's word only.
   */
  final void aLostEndIsFoundAndWaitsForAnOperator() {
    MemberId gone = comesAndIsMember("haneul");
    comesAndIsMember("doyun");
    runDue();
    clock.advance(Duration.ofDays(2));
    fake.unlink(fake.person("haneul"));
    events.clear();

    Reconciled page = reconcile();

    assertThat(page.missing()).singleElement().satisfies(missing -> {
      assertThat(missing.member()).contains(gone);
      assertThat(missing.tokenFrom()).isPresent();
    });
    assertThat(page.looked())
        .containsOnly(Map.entry(Standing.LINKED, 1), Map.entry(Standing.MISSING, 1));
    assertThat(page.doubtful()).isFalse();
    runDue();
    assertThat(wayIn("haneul")).isPresent();
    assertThat(events).isEmpty();

    PersonId person = page.missing().get(0).person();
    assertThat(sync.members().confirmUnlinked(id, List.of(person)))
        .containsOnly(Map.entry(person, Confirmed.ENDED));
    assertThat(wayIn("haneul")).isEmpty();
    assertThat(wayIn("doyun")).isPresent();
    assertThat(events)
        .extracting(Members.Event::kind)
        .containsExactly(Members.Event.Kind.LEAVE_PENDING);
  }

  final Reconciled reconcile() {
    return sync.members().reconcile(id, Optional.empty(), 100);
  }

  static int status(FakeNotice notice) {
    return notice.send().get(0).status().orElseThrow();
  }
}
