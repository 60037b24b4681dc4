package io.membersync.fuzz;

class AppleWebhookFuzzTest extends WebhookFuzzTestCase {
  AppleWebhookFuzzTest() {
    super(Providers.apple());
  }
}
