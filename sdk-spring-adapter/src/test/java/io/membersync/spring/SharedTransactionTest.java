package io.membersync.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.membersync.spring.ShopStores.AfterWrite;
import io.membersync.testing.KakaoPerson;
import org.htmlunit.Page;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What the shop writes with its own tools is committed, and rolled back, with MemberSync's tables. */
class SharedTransactionTest {

  abstract static class Stories {
    private final SpringShop shop;

    Stories(Class<?> store, boolean makesTable) {
      SpringShop.Start start = makesTable
          ? SpringShop.with(store, SpringShop.MemberTable.class)
          : SpringShop.with(store).property("spring.jpa.hibernate.ddl-auto", "create");
      this.shop = start.without("membersync.members.table").start();
    }

    @AfterEach
    void close() {
      shop.close();
    }

    private AfterWrite afterWrite() {
      return shop.bean(AfterWrite.class);
    }

    /** Nothing but what the failed sign-in itself has to remember. */
    private void assertNobody() {
      assertThat(shop.members()).isEmpty();
      assertThat(shop.count("membersync_person")).isZero();
      assertThat(shop.count("membersync_identity")).isZero();
      assertThat(shop.count("membersync_consent_event")).isZero();
    }

    @Test
    void aMemberAndItsIdentityAreOneCommit() {
      try (ShopVisitor haneul = shop.visitor("haneul");
          ShopVisitor doyun = shop.visitor("doyun")) {
        // The shop's own code fails after its write.
        afterWrite().then(write -> {
          throw new IllegalStateException("the shop's own code failed");
        });
        Page notices = haneul.signIn("/membersync/start/kakao");
        Page failed = ShopVisitor.agree(notices);
        assertThat(failed.getWebResponse().getStatusCode()).isEqualTo(503);
        assertNobody();

        // MemberSync's write fails after the shop's.
        afterWrite().then(write -> {});
        JdbcClient jdbc = shop.bean(JdbcClient.class);
        jdbc.sql("ALTER TABLE membersync_provenance RENAME TO elsewhere").update();
        assertThat(ShopVisitor.agree(notices).getWebResponse().getStatusCode()).isEqualTo(503);
        assertNobody();
        assertThat(afterWrite().writes()).isEqualTo(2);

        // And with both whole, the same answer makes one member.
        jdbc.sql("ALTER TABLE elsewhere RENAME TO membersync_provenance").update();
        ShopVisitor.agree(notices);
        assertThat(shop.members()).hasSize(1);
        assertThat(shop.members().get(0)).containsEntry("NAME", "Kim Haneul");
        assertThat(shop.count("membersync_identity")).isEqualTo(1);

        // Somebody takes the e-mail address in between: the unit is run again, not half of it kept.
        KakaoPerson person = shop.kakao.person("doyun");
        assertThat(person.id()).isPositive();
        int before = afterWrite().writes();
        afterWrite().then(write -> {
          if (write == before + 1) {
            throw new org.springframework.dao.DuplicateKeyException(
                "taken",
                new java.sql.SQLIntegrityConstraintViolationException("taken", "23505", 23505));
          }
        });
        doyun.signUp();
        assertThat(afterWrite().writes()).isEqualTo(before + 2);
        assertThat(shop.members()).hasSize(2);
        assertThat(shop.count("membersync_identity")).isEqualTo(2);

        // What the shop's mapper keeps back until the end of the transaction is in it as well.
        afterWrite().then(write -> {});
        shop.kakao.put(
            shop.kakao.person("haneul").toBuilder().name("Kim Haneul-New").build());
        haneul.browser.getCookieManager().clearCookies();
        haneul.signIn("/membersync/start/kakao");
        assertThat(shop.members().get(0)).containsEntry("NAME", "Kim Haneul-New");
      }
    }
  }

  @Nested
  class OnJpa extends Stories {
    OnJpa() {
      super(ShopStores.OnJpa.class, false);
    }
  }

  @Nested
  class OnMyBatis extends Stories {
    OnMyBatis() {
      super(ShopStores.OnMyBatis.class, true);
    }
  }

  @Nested
  class OnJdbc extends Stories {
    OnJdbc() {
      super(ShopStores.OnJdbc.class, true);
    }
  }
}
