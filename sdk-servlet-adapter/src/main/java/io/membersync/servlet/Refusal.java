package io.membersync.servlet;

import java.io.Serial;

/** A request that is answered with an error at once. */
final class Refusal extends Exception {
  @Serial
  private static final long serialVersionUID = 1L;

  private final Failure failure;

  Refusal(Failure failure) {
    super(failure.code(), null, false, false); // an answer, not a fault: no stack trace
    this.failure = failure;
  }

  Failure failure() {
    return failure;
  }
}
