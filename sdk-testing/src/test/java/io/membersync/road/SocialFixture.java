package io.membersync.road;

import io.membersync.MemberSyncBuilder;
import io.membersync.SignInResult;
import io.membersync.consent.Notices;
import io.membersync.member.MemberId;
import io.membersync.provider.Provider;
import io.membersync.provider.ProviderId;
import io.membersync.records.Records;
import io.membersync.testing.FakeNotice;
import io.membersync.testing.FakeSocialLogin;
import io.membersync.testing.FakeVisitor;
import io.membersync.testing.TestBrowser;
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

  static int status(FakeNotice notice) {
    return notice.send().get(0).status().orElseThrow();
  }
}
