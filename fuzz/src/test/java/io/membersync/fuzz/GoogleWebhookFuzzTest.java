package io.membersync.fuzz;

class GoogleWebhookFuzzTest extends WebhookFuzzTestCase {
  GoogleWebhookFuzzTest() {
    super(Providers.google());
  }
}
