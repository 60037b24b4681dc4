package io.membersync.fuzz;

class AppleProfileFuzzTest extends ProfileFuzzTestCase {
  AppleProfileFuzzTest() {
    super(Providers.apple(), "none");
  }
}
