package io.membersync.oauth;

import io.membersync.provider.ErrorKind;
import io.membersync.provider.Provider;
import io.membersync.provider.Provider.ProviderError;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Failures that have nothing to do with an answer. */
final class Steps {
  private Steps() {}

  /** No thread is free: better an answer at once than a queue. */
  static ProviderFailure busy(Provider provider, String step) {
    return ProviderFailure.of(
        provider.descriptor().id(),
        step,
        ErrorKind.PROVIDER_DOWN,
        "busy",
        "Too many calls to this provider are under way; it answers too slowly.");
  }

  static ProviderFailure timeout(Provider provider, String step) {
    boolean interrupted = Thread.currentThread().isInterrupted();
    return ProviderFailure.of(
        provider.descriptor().id(),
        step,
        ErrorKind.PROVIDER_DOWN,
        interrupted ? "interrupted" : "timeout",
        "No answer within the time of a sign-in; offer another way in.");
  }

  /** What another thread was asked for, in the time that is left. */
  static <T extends @Nullable Object> T await(
      Provider provider, String step, Future<T> future, Deadline deadline) throws ProviderFailure {
    try {
      return future.get(deadline.nanosLeft(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw timeout(provider, step);
    } catch (TimeoutException e) {
      throw timeout(provider, step);
    } catch (ExecutionException e) {
      throw shared(provider, step, e.getCause());
    }
  }

  static ProviderFailure protocol(Provider provider, String step, String code, String fix) {
    return ProviderFailure.of(provider.descriptor().id(), step, ErrorKind.PROTOCOL, code, fix);
  }

  static ProviderFailure shape(Provider provider, String step, String code, String fix) {
    return ProviderFailure.of(provider.descriptor().id(), step, ErrorKind.SHAPE, code, fix);
  }

  /** A provider's own code threw. Its message may quote data, so only class and frames are kept. */
  static ProviderFailure broken(Provider provider, String step, String method, Throwable thrown) {
    ProviderFailure failure = new ProviderFailure(
        provider.descriptor().id(),
        step,
        ProviderError.of(
            ErrorKind.SHAPE,
            thrown.getClass().getSimpleName(),
            0,
            "Provider." + method + " threw; this is a fault of the provider's class."),
        Optional.empty(),
        Optional.empty(),
        null);
    failure.setStackTrace(thrown.getStackTrace());
    return failure;
  }

  /** A failure that several sign-ins share, as one of this thread's own. */
  static ProviderFailure shared(Provider provider, String step, @Nullable Throwable failure) {
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    if (cause instanceof ProviderFailure known) {
      return new ProviderFailure(
          known.provider(),
          known.step(),
          known.error(),
          known.requestId(),
          Optional.empty(),
          known.getCause());
    }
    return cause == null ? timeout(provider, step) : broken(provider, step, step, cause);
  }
}
