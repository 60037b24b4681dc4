package io.membersync.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import io.membersync.MemberSync;
import io.membersync.MemberSyncBuilder;
import io.membersync.Members.IndexProgress;
import io.membersync.testing.FakeKakao;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;

/** The same by the contact index alone: this store finds nobody by a contact. */
class OldMembersIndexRoadTest extends OldMembersRoadTest {

  @Override
  JdbcMemberStoreBuilder builder() {
    ColumnCodec plain = ColumnCodec.of(text -> text, text -> text);
    return super.builder()
        .column("email", "EMAIL", plain.notSought())
        .column("phone", "HP", ColumnCodec.phoneWithHyphens().notSought());
  }

  @Override
  MemberSyncBuilder engine(FakeKakao kakao) {
    return super.engine(kakao).contactIndex();
  }

  @Override
  void open(MemberSync sync) {
    IndexProgress end = sync.members().indexContacts(Duration.ofMinutes(5), progress -> {});
    assertThat(end.ended()).isTrue();
    assertThat(end.members()).isEqualTo(1_000);
    assertThat(end.total()).contains(1_000L);
    assertThat(end.unreadable()).isZero();
  }

  /** No contact can be read in it. */
  @AfterEach
  void theIndexHoldsHashesOnly() {
    assertThat(one("SELECT COUNT(*) FROM membersync_contact WHERE contact_hash LIKE '%@%'"
            + " OR contact_hash LIKE '%010%5550%' OR CHAR_LENGTH(contact_hash) <> 43"))
        .isEqualTo("0");
  }
}
