package io.membersync.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.membersync.MemberSync;
import io.membersync.MemberSyncBuilder;
import io.membersync.Secret;
import io.membersync.consent.Notices;
import io.membersync.profile.Field;
import io.membersync.profile.FieldMapping;
import io.membersync.profile.SyncRule;
import io.membersync.provider.kakao.Kakao;
import java.net.URI;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What would be noticed only after a visitor's consent is refused at {@code build()}. */
class JdbcSetupTest {
  private static final FieldMapping MAPPING = FieldMapping.none()
      .map(Field.NAME, "mb_name")
      .map(Field.EMAIL, "mb_email")
      .unique();

  private final TestDatabase database = TestDatabase.inMemory();
  private final JdbcMemberStore members =
      JdbcMemberStore.builder(database.unit(), "tb_member", MAPPING).build();

  @AfterEach
  void close() {
    database.close();
  }

  private MemberSyncBuilder withoutRecords() {
    return MemberSync.builder(members, Notices.korea("Wine Shop"))
        .provider(Kakao.of("rest-api-key", Secret.of("client-secret")))
        .callbacks(URI.create("https://shop.example/login/callback/"));
  }

  private MemberSyncBuilder builder() {
    return withoutRecords().records(new JdbcRecords(database.unit()));
  }

  @Test
  void aStoreAndRecordsInTwoUnitsAreRefused() {
    JdbcUnitOfWork other = new JdbcUnitOfWork(database.dataSource());

    assertThatThrownBy(() -> withoutRecords().records(new JdbcRecords(other)).build())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("JdbcMemberStore")
        .hasMessageContaining("JdbcRecords")
        .hasMessageContaining("would not be one commit");
  }

  @Test
  void aStoreInADatabaseBesideRecordsInMemoryIsRefused() {
    assertThatThrownBy(() -> withoutRecords().build())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("JdbcMemberStore")
        .hasMessageContaining("records(…)");
  }

  @Test
  void theStoresMappingIsTheEnginesToo() {
    JdbcMemberStore uncovered = JdbcMemberStore.builder(
            database.unit(), "tb_member", MAPPING.map(Field.text("shoe_size"), "mb_shoe"))
        .build();

    assertThatThrownBy(() -> MemberSync.builder(uncovered, Notices.korea("Wine Shop"))
            .provider(Kakao.of("rest-api-key", Secret.of("client-secret")))
            .callbacks(URI.create("https://shop.example/login/callback/"))
            .records(new JdbcRecords(database.unit()))
            .build())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("shoe_size is mapped to 'mb_shoe', but no notice covers it");
    try (MemberSync sync = builder().build()) {
      assertThat(sync.providers()).hasSize(1);
    }
  }

  @Test
  void aMappingThatTheStoreDoesNotKnowIsRefused() {
    assertThatThrownBy(() -> builder().mapping(FieldMapping.basic()).build())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("maps field name to 'name'")
        .hasMessageContaining("field name to 'mb_name', field email to 'mb_email' (unique)");
    assertThatThrownBy(() ->
            builder().mapping(FieldMapping.none().map(Field.EMAIL, "mb_email")).build())
        .as("the store would check what the engine does not expect")
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void rulesAndWhatIsRequiredAreTheEnginesOwn() {
    FieldMapping part =
        FieldMapping.none().map(Field.NAME, "mb_name").required().rule(SyncRule.KEEP_EDITS);

    try (MemberSync sync = builder().mapping(part).build()) {
      assertThat(sync.providers()).hasSize(1);
    }
  }
}
