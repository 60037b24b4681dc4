package io.membersync.fuzz;

class NaverProfileFuzzTest extends ProfileFuzzTestCase {
  NaverProfileFuzzTest() {
    super(Providers.naver(), "profile", "terms", "address");
  }
}
