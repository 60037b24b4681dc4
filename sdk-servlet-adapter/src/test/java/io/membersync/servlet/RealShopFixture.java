package io.membersync.servlet;

import io.membersync.MemberSync;
import io.membersync.MemberSyncBuilder;
import io.membersync.consent.Notices;
import io.membersync.member.InMemoryMemberStore;
import io.membersync.provider.HttpOptions;
import io.membersync.records.Records;
import io.membersync.testing.FakeKakao;
import java.net.URI;
import java.time.Duration;
import java.util.function.BiFunction;
import org.junit.jupiter.api.AfterEach;

/** A shop with the real engine and a fake Kakao, over HTTP, with a browser's cookies. */
abstract class RealShopFixture {
  final FakeKakao kakao = FakeKakao.onLoopback();
  final InMemoryMemberStore members;
  final MemberSync sync;
  final Shop shop;

  /**
   * Opens it.
   *
   * @param options what this shop sets besides Kakao
   */
  RealShopFixture(
      InMemoryMemberStore members,
      Notices notices,
      BiFunction<MemberSyncBuilder, FakeKakao, MemberSyncBuilder> options) {
    this.members = members;
    MemberSync[] built = new MemberSync[1];
    this.shop = Shop.open(
        address -> {
          MemberSyncBuilder builder = MemberSync.builder(members, notices)
              .provider(kakao.provider())
              .callbacks(address.resolve("/login/callback/"))
              .records(Records.inMemory())
              .http(HttpOptions.builder().perAttempt(Duration.ofSeconds(10)).build());
          built[0] = options.apply(builder, kakao).build();
          return built[0];
        },
        builder -> builder);
    this.sync = built[0];
    sync.providers().forEach(one -> kakao.registerRedirectUri(sync.redirectUri(one.id())));
  }

  @AfterEach
  void close() {
    shop.close();
    sync.close();
    kakao.close();
  }

  /** An address as the browser asks this shop for it. */
  static String pathOf(URI address) {
    return address.getRawPath() + "?" + address.getRawQuery();
  }
}
