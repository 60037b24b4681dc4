package io.membersync.fuzz;

class OpenIdConnectProfileFuzzTest extends ProfileFuzzTestCase {
  OpenIdConnectProfileFuzzTest() {
    super(Providers.openIdConnect(), "profile");
  }
}
