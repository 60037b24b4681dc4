package io.membersync.examples.toyshop;

import java.io.Serial;

/** The demo did not end with a member; the message says at which step. */
final class DemoFailure extends RuntimeException {
  @Serial
  private static final long serialVersionUID = 1L;

  DemoFailure(String message) {
    super(message);
  }
}
