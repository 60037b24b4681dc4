package io.membersync.road;

import io.membersync.SignIn;
import io.membersync.SignInResult;
import io.membersync.member.MemberId;
import io.membersync.records.Records;
import io.membersync.testing.TestBrowser;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;

/** A shop with a second provider, that its members may add. */
abstract class LinkFixture extends RoadFixture {
  @BeforeEach
  void twoProviders() {
    sync = open(shop().provider(oldKakao()));
  }

  final SignInResult link(MemberId member, String person) {
    return new TestBrowser().link(sync, OLD, member, kakao.visitor(person)::agree);
  }

  final URI atOld(String person, TestBrowser begun, MemberId member) {
    return kakao.visitor(person).agree(begun.begin(sync, OLD, SignIn.linking(member, "/me")));
  }

  final SignInResult signInAtOld(String person) {
    return new TestBrowser().signIn(sync, OLD, kakao.visitor(person)::agree);
  }

  final List<String> waysIn(MemberId member) {
    return sync.members().find(member).orElseThrow().identities().stream()
        .map(Records.Identity::namespace)
        .toList();
  }
}
