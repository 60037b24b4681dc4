package io.membersync.fuzz;

class LineProfileFuzzTest extends ProfileFuzzTestCase {
  LineProfileFuzzTest() {
    super(Providers.line(), "profile", "friendship");
  }
}
