package io.membersync.fuzz;

class GoogleProfileFuzzTest extends ProfileFuzzTestCase {
  GoogleProfileFuzzTest() {
    super(Providers.google(), "profile", "people");
  }
}
