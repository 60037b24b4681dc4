package io.membersync.examples.toyshop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatabaseChoiceTest {
  @Test
  void refusesWhatItDoesNotKnowAndSaysWhatThereIs() {
    for (String wrong : new String[] {"oracle", "", "jdbc:oracle:thin:@secret-host:1521/shop"}) {
      assertThatThrownBy(() -> DatabaseChoice.of(settings(wrong)))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("h2, postgresql or mariadb")
          .hasMessageNotContaining("secret-host");
    }
  }

  @Test
  void takesAnAddressWithUserAndPasswordAndPrintsNeither() {
    Properties settings = settings("jdbc:postgresql://db.example/shop?password=hush");
    settings.setProperty("shop.db.user", "clerk");
    settings.setProperty("shop.db.password", "hush2");

    DatabaseChoice choice = DatabaseChoice.of(settings);

    assertThat(choice.user()).contains("clerk");
    assertThat(choice.password()).contains("hush2");
    assertThat(choice.isKept()).isTrue();
    assertThat(DatabaseChoice.of(settings("h2")).isKept()).isFalse();
    assertThat(choice.toString()).doesNotContain("hush").doesNotContain("clerk");
  }

  @Test
  void aSecondStartFindsItsTablesAsTheFirstLeftThem(@TempDir Path folder) throws IOException {
    DatabaseChoice choice = DatabaseChoice.at("jdbc:h2:file:" + folder.resolve("shop"));
    try (Shop first = Shop.open(0, choice, Shop.newSecret())) {
      new Visitor(first, "haneul").signUp("/login/");
    }
    try (Shop second = Shop.open(0, choice, Shop.newSecret())) {
      assertThat(second.database.memberIds()).hasSize(OldMembers.TABLE.members().size() + 1);
      assertThat(second
              .database
              .findCredentials(OldMembers.KNOWN.userId())
              .orElseThrow()
              .hash())
          .satisfies(hash -> assertThat(Passwords.matches(OldMembers.PASSWORD, Optional.of(hash)))
              .isTrue());
    }
  }

  private static Properties settings(String database) {
    Properties settings = new Properties();
    settings.setProperty(DatabaseChoice.PROPERTY, database);
    return settings;
  }
}
