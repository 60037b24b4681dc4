package io.membersync.spring;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Tells at the end of a failed start which property to change. */
final class ConfigurationFailures
    extends AbstractFailureAnalyzer<MemberSyncConfigurationException> {
  @Override
  protected FailureAnalysis analyze(Throwable failure, MemberSyncConfigurationException cause) {
    return new FailureAnalysis(String.valueOf(cause.getMessage()), cause.action(), cause);
  }
}
