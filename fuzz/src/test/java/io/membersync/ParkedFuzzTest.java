package io.membersync;

import io.membersync.fuzz.FuzzTestCase;
import io.membersync.internal.Sealer;
import io.membersync.member.ShopId;
import io.membersync.records.KeyRing;
import java.util.Arrays;
import java.util.Optional;

/** A parked sign-in: what is sealed, and what the seal holds. */
class ParkedFuzzTest extends FuzzTestCase {
  private final Sealer sealer =
      new Sealer(KeyRing.of(Secret.of("fuzz-key-of-more-than-thirty-two-bytes")), ShopId.DEFAULT);

  @Override
  protected void give(byte[] input) {
    sealer.open(ParkedSignIns.USE, "row", input);
    byte[] sealed = sealer.seal(ParkedSignIns.USE, "row", input);
    byte[] opened = sealer.open(ParkedSignIns.USE, "row", sealed).orElseThrow();
    Optional<ParkedCodec.Content> read = ParkedCodec.read(opened);
    if (read.isPresent()) {
      wentThrough();
      byte[] written = ParkedCodec.write(read.get());
      byte[] again = ParkedCodec.read(written).map(ParkedCodec::write).orElseThrow();
      if (!Arrays.equals(written, again)) {
        throw new AssertionError("something is lost when it is parked again");
      }
    }
  }
}
