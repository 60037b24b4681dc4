package io.membersync.fuzz;

class FacebookProfileFuzzTest extends ProfileFuzzTestCase {
  FacebookProfileFuzzTest() {
    super(Providers.facebook(), "profile", "permissions");
  }
}
