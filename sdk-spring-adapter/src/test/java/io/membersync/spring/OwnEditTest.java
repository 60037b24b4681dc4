package io.membersync.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.membersync.MemberSync;
import io.membersync.member.MemberId;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.event.TransactionalEventListener;

/** MemberSync is told of what the shop itself did in a transaction of its own. */
class OwnEditTest {

  record Edited(MemberId member) {}

  record Left(MemberId member) {}

  /** A page of the shop on which a member edits the own row. */
  @Service
  static class OwnEditing {
    private final List<Boolean> told = new CopyOnWriteArrayList<>();
    private final MemberSync sync;
    private final JdbcClient jdbc;
    private final ApplicationEventPublisher events;

    OwnEditing(MemberSync sync, JdbcClient jdbc, ApplicationEventPublisher events) {
      this.sync = sync;
      this.jdbc = jdbc;
      this.events = events;
    }

    // by methods, as Spring's proxy of this class has no such field
    List<Boolean> told() {
      return told;
    }

    @Transactional
    public void edit(MemberId member, String phone) {
      jdbc.sql("UPDATE member SET phone = ? WHERE id = ?")
          .params(phone, Long.valueOf(member.value()))
          .update();
      events.publishEvent(new Edited(member));
      if (phone.isEmpty()) {
        throw new IllegalArgumentException("a phone number is needed");
      }
    }

    @TransactionalEventListener
    public void edited(Edited event) {
      told.add(sync.members().find(event.member()).isPresent()
          && sync.members().changed(event.member()));
    }

    @Transactional
    public void leave(MemberId member) {
      jdbc.sql("DELETE FROM member WHERE id = ?")
          .params(Long.valueOf(member.value()))
          .update();
      events.publishEvent(new Left(member));
    }

    @TransactionalEventListener
    @Transactional(propagation = Propagation.NOT_SUPPORTED)
    public void left(Left event) {
      told.add(sync.members().left(event.member()));
    }

    @Transactional
    public void tellTooEarly(MemberId member) {
      sync.members().changed(member);
    }
  }

  @Test
  void anEditOfTheShopsOwnIsToldAfterItsCommit() {
    try (SpringShop shop = SpringShop.with(SpringShop.MemberTable.class, OwnEditing.class)
            .property("membersync.contact-index", true)
            .start();
        ShopVisitor haneul = shop.visitor("haneul")) {
      haneul.signUp();
      OwnEditing editing = shop.bean(OwnEditing.class);
      MemberId member = new MemberId(String.valueOf(shop.members().get(0).get("ID")));
      List<Map<String, @Nullable Object>> before = contacts(shop);

      assertThatThrownBy(() -> editing.edit(member, ""))
          .isInstanceOf(IllegalArgumentException.class);
      assertThat(editing.told()).as("of what was rolled back").isEmpty();
      assertThat(contacts(shop)).isEqualTo(before);

      editing.edit(member, "010-5550-9999");
      assertThat(editing.told()).containsExactly(true);
      assertThat(contacts(shop)).hasSameSizeAs(before).isNotEqualTo(before);
    }
  }

  private static List<Map<String, @Nullable Object>> contacts(SpringShop shop) {
    return shop.bean(JdbcClient.class)
        .sql("SELECT * FROM membersync_contact ORDER BY 1, 2, 3")
        .query()
        .listOfRows();
  }

  @Test
  void aLeaveOfTheShopsOwnIsToldAfterItsCommit() {
    try (SpringShop shop =
            SpringShop.with(SpringShop.MemberTable.class, OwnEditing.class).start();
        ShopVisitor haneul = shop.visitor("haneul")) {
      haneul.signUp();
      OwnEditing editing = shop.bean(OwnEditing.class);

      editing.leave(new MemberId(String.valueOf(shop.members().get(0).get("ID"))));

      assertThat(editing.told()).containsExactly(true);
      assertThat(shop.members()).isEmpty();
      assertThat(shop.count("membersync_identity")).isZero();
    }
  }

  @Test
  void insideTheTransactionItIsTooEarly() {
    try (SpringShop shop = SpringShop.with(SpringShop.MemberTable.class, OwnEditing.class)
        .property("membersync.contact-index", true)
        .start()) {
      assertThatThrownBy(() -> shop.bean(OwnEditing.class).tellTooEarly(new MemberId("1")))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("inside an open transaction");
    }
  }
}
