package io.membersync.oauth;

import io.membersync.provider.ProviderId;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Hears of each call to a provider, from the thread that orders it. Never throws. */
@FunctionalInterface
public interface CallWatch {
  /** Hears nothing. */
  CallWatch NONE = (provider, step) -> (word, reason) -> {};

  /** A call is ordered; what it gives back is told how it ended, in whatever thread. */
  Ordered order(ProviderId provider, String step);

  /** A call under way. */
  @FunctionalInterface
  interface Ordered {
    /** How it ended; only the first word counts. */
    void end(String word, @Nullable String reason);

    /** Nobody waits for it any more. */
    default void cancel() {
      end("cancelled", null);
    }

    default void fail(ProviderFailure failure) {
      String word = failure.kind().name().toLowerCase(Locale.ROOT).replace('_', '-');
      String code = failure.error().code();
      end(word, OUR_CODES.contains(code) ? code.replace('_', '-') : null); // others are any text
    }
  }

  /** Why there is no whole answer, by MemberSync's own words. */
  Set<String> OUR_CODES = Set.of(
      "timeout",
      "dns",
      "tls",
      "connection_refused",
      "connection_lost",
      "interrupted",
      "busy",
      "not_json",
      "body_too_large",
      "address_refused",
      "http_client",
      "credential_unfit");

  /** What a call does. */
  @FunctionalInterface
  interface Work<T> {
    T run() throws ProviderFailure;
  }

  /**
   * Makes the call and tells how it ended.
   *
   * @param group what fails after the group is over was cancelled
   */
  static <T> T during(Ordered call, CallGroup group, Work<T> work) throws ProviderFailure {
    try {
      T result = work.run();
      call.end("ok", null);
      return result;
    } catch (ProviderFailure e) {
      if (group.isOver()) {
        call.cancel();
      } else {
        call.fail(e);
      }
      throw e;
    } catch (RuntimeException | Error e) {
      call.end("failed", e.getClass().getName());
      throw e;
    }
  }
}
