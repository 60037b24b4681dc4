package io.membersync.fuzz;

class KakaoProfileFuzzTest extends ProfileFuzzTestCase {
  KakaoProfileFuzzTest() {
    super(Providers.kakao(), "profile", "terms", "addresses", "channels");
  }
}
