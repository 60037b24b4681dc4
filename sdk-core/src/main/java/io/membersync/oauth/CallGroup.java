package io.membersync.oauth;

import java.util.HashSet;
import java.util.Set;
import okhttp3.Call;
import org.jspecify.annotations.Nullable;

/**
 * The calls of one sign-in that are under way. The first fault cancels them, and none is started
 * after it. Safe for many threads.
 */
final class CallGroup {
  private final Set<Call> underWay = new HashSet<>();
  private @Nullable ProviderFailure fault;
  private boolean over;
  private int started;

  /** Admits a call; false once a fault was found. */
  synchronized boolean start(Call call) {
    if (over) {
      return false;
    }
    started++;
    underWay.add(call);
    return true;
  }

  synchronized void end(Call call) {
    underWay.remove(call);
  }

  /** Keeps the first fault and cancels whatever is under way. */
  synchronized void fail(ProviderFailure found) {
    if (fault == null) {
      fault = found;
    }
    stop();
  }

  /** Ends the group: what is still under way is cancelled. */
  synchronized void stop() {
    over = true;
    underWay.forEach(Call::cancel);
    underWay.clear();
  }

  synchronized boolean isOver() {
    return over;
  }

  synchronized int started() {
    return started;
  }

  synchronized void throwFault() throws ProviderFailure {
    if (fault != null) {
      throw fault;
    }
  }
}
