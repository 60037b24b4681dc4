package io.membersync.fuzz;

import io.membersync.consent.Notices;
import java.io.ByteArrayInputStream;
import java.io.IOException;

/** A shop's own file: its faults are told with what stands there. */
class NoticesFuzzTest extends FuzzTestCase {
  @Override
  protected void give(byte[] input) {
    try {
      Notices notices = Notices.read(new ByteArrayInputStream(input));
      wentThrough();
      notices.findings();
      notices.unfinished();
      notices.at(Providers.NOW).findings();
    } catch (IllegalArgumentException e) {
      if (e.getMessage() == null || e.getCause() != null) {
        throw new AssertionError("it is not told what is wrong", e);
      }
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
