package io.membersync;

import io.membersync.member.MemberStoreException;
import io.membersync.records.UnitOfWork;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A unit of work; what it throws itself says nothing of a member. A shop's mapper may write only when
 * the transaction ends, and quotes the row that was refused.
 */
final class GuardedUnit implements UnitOfWork {
  private final UnitOfWork unit;

  GuardedUnit(UnitOfWork unit) {
    this.unit = unit;
  }

  @Override
  public <T> T execute(Supplier<T> work) {
    if (unit.isOpen()) {
      return unit.execute(work); // which refuses it, and says what to do
    }
    Thrown thrown = new Thrown();
    try {
      return unit.execute(() -> thrown.by(work));
    } catch (MemberStoreException e) {
      throw e;
    } catch (RuntimeException e) {
      if (thrown.first != null) {
        throw thrown.first; // the work's own, however the unit of work has wrapped it
      }
      throw ShopFailures.translate("the end of the transaction", e);
    }
  }

  @Override
  public boolean isOpen() {
    return unit.isOpen();
  }

  @Override
  public Optional<String> openedBy() {
    return unit.openedBy();
  }

  /** What the work threw, to be told from what its transaction throws. */
  private static final class Thrown {
    private @Nullable RuntimeException first;

    private <T> T by(Supplier<T> work) {
      first = null;
      try {
        return work.get();
      } catch (RuntimeException e) {
        first = e;
        throw e;
      }
    }
  }
}
