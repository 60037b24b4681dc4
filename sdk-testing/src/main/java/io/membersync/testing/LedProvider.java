package io.membersync.testing;

import io.membersync.Finding;
import io.membersync.Secret;
import io.membersync.internal.EndpointRewrite;
import io.membersync.lifecycle.Webhook;
import io.membersync.lifecycle.Webhook.Received;
import io.membersync.profile.Field;
import io.membersync.provider.ClientRegistration;
import io.membersync.provider.JsonDocument;
import io.membersync.provider.Provider;
import io.membersync.provider.Provider.AuthorizationAsk;
import io.membersync.provider.Provider.CallbackError;
import io.membersync.provider.Provider.ConsoleNeeds;
import io.membersync.provider.Provider.Grant;
import io.membersync.provider.Provider.ProfileException;
import io.membersync.provider.Provider.ProviderError;
import io.membersync.provider.ProviderCall;
import io.membersync.provider.ProviderDescriptor;
import io.membersync.provider.ProviderProfile;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A provider with other addresses and nothing else changed. */
record LedProvider(Provider real, Map<String, EndpointRewrite.Target> targets)
    implements EndpointRewrite.Rewritten {

  @Override
  public ProviderDescriptor descriptor() {
    return real.descriptor();
  }

  @Override
  public ClientRegistration client() {
    return real.client();
  }

  @Override
  public ClientRegistration clientOf(String audience) {
    return real.clientOf(audience);
  }

  @Override
  public Map<String, String> authorizationParameters(AuthorizationAsk ask) {
    return real.authorizationParameters(ask);
  }

  @Override
  public List<ProviderCall> calls(Grant grant) {
    return real.calls(grant);
  }

  @Override
  public Optional<ProviderCall> nextPage(Field<?> list, Provider.Answers answers) {
    return real.nextPage(list, answers);
  }

  @Override
  public Optional<ProviderError> classify(Provider.Answer answer) {
    return real.classify(answer);
  }

  @Override
  public CallbackError classifyCallback(String error) {
    return real.classifyCallback(error);
  }

  @Override
  public ProviderProfile read(Provider.Answers answers) throws ProfileException {
    return real.read(answers);
  }

  @Override
  public Optional<TokenInspection> tokenInspection() {
    return real.tokenInspection();
  }

  @Override
  public Optional<ProviderCall> unlink(String subject) {
    return real.unlink(subject);
  }

  @Override
  public Optional<ProviderCall> logout(String subject) {
    return real.logout(subject);
  }

  @Override
  public Optional<ProviderCall> reportTerms(String subject, List<String> tags) {
    return real.reportTerms(subject, tags);
  }

  @Override
  public Optional<ProviderCall> revokeTerms(String subject, List<String> tags) {
    return real.revokeTerms(subject, tags);
  }

  @Override
  public Optional<ProviderCall> revokeScopes(String subject, List<String> scopes) {
    return real.revokeScopes(subject, scopes);
  }

  @Override
  public boolean asksAgain(List<ProviderProfile.ServiceTerm> terms) {
    return real.asksAgain(terms);
  }

  @Override
  public Optional<List<String>> revokedTerms(Answer answer) {
    return real.revokedTerms(answer);
  }

  @Override
  public Optional<LinkInspection> linkInspection() {
    return real.linkInspection();
  }

  @Override
  public boolean isGranted(Field<?> field, Grant grant) {
    return real.isGranted(field, grant);
  }

  @Override
  public Optional<String> scopeOf(Field<?> field) {
    return real.scopeOf(field);
  }

  @Override
  public List<String> consoleSettings(ConsoleNeeds needs) {
    return real.consoleSettings(needs);
  }

  @Override
  public List<Finding> findings(ConsoleNeeds needs) {
    return real.findings(needs);
  }

  @Override
  public Optional<ProviderError> classifyPage(Page page) {
    return real.classifyPage(page);
  }

  @Override
  public Optional<URI> logoutPage(URI returnTo, String state) {
    return real.logoutPage(returnTo, state);
  }

  @Override
  public boolean signsInSilently(String userAgent) {
    return real.signsInSilently(userAgent);
  }

  @Override
  public Optional<String> signedToken(Webhook request) {
    return real.signedToken(request);
  }

  @Override
  public List<String> refreshTokenNames(Secret refreshToken) {
    return real.refreshTokenNames(refreshToken);
  }

  @Override
  public Received receiveSigned(JsonDocument claims, Instant receivedAt) {
    return real.receiveSigned(claims, receivedAt);
  }

  @Override
  public Received receive(Webhook request, Instant receivedAt) {
    return real.receive(request, receivedAt);
  }

  @Override
  public String toString() {
    return real.toString();
  }
}
