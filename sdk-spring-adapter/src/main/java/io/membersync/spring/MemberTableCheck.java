package io.membersync.spring;

import io.membersync.jdbc.JdbcMemberStore;
import io.membersync.jdbc.TableFinding;
import io.membersync.member.MemberStoreException;
import io.membersync.spring.MemberSyncProperties.Check;
import java.util.List;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.SmartLifecycle;

/**
 * Compares the member table with the settings before visitors come: the first of them would find out
 * otherwise. After every bean is made, so after the shop's own migrations, and before the web server
 * starts.
 */
final class MemberTableCheck implements SmartLifecycle {
  private static final Logger log = LoggerFactory.getLogger(MemberTableCheck.class);
  private static final String PROPERTY = "membersync.members.check";

  private final ObjectProvider<JdbcMemberStore> stores;
  private final Check wanted;
  private boolean running;

  MemberTableCheck(ObjectProvider<JdbcMemberStore> stores, Check wanted) {
    this.stores = stores;
    this.wanted = wanted;
  }

  @Override
  public void start() {
    running = true;
    if (wanted != Check.OFF) {
      stores.orderedStream().forEach(this::check);
    }
  }

  private void check(JdbcMemberStore store) {
    try {
      tell(store.check());
    } catch (MemberStoreException e) {
      tell(e.code() + ": " + e.getMessage());
    }
  }

  private void tell(List<TableFinding> findings) {
    if (!findings.isEmpty()) {
      tell(findings.stream().map(TableFinding::toString).collect(Collectors.joining("\n  ")));
    }
  }

  private void tell(String findings) {
    if (wanted == Check.FAIL) {
      throw new MemberSyncConfigurationException(
          "the member table is not as membersync.members says:\n  " + findings,
          "Change the table, the settings under membersync.members, or the JdbcMemberStoreCustomizer"
              + " that they name by its methods. " + PROPERTY + "=warn starts all the same.");
    }
    log.warn(
        "the member table is not as membersync.members says, so sign-ups may fail ({}=fail refuses"
            + " to start with it):\n  {}",
        PROPERTY,
        findings);
  }

  @Override
  public void stop() {
    running = false;
  }

  @Override
  public boolean isRunning() {
    return running;
  }

  /** Before anything that serves visitors or does what is due. */
  @Override
  public int getPhase() {
    return 0;
  }
}
