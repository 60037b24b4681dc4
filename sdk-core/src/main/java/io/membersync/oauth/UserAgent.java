package io.membersync.oauth;

import java.lang.module.ModuleDescriptor;

/** How MemberSync names itself to providers. */
final class UserAgent {
  static final String VALUE = "MemberSync/" + version();

  private UserAgent() {}

  private static String version() {
    ModuleDescriptor module = UserAgent.class.getModule().getDescriptor();
    String version = module == null ? null : module.rawVersion().orElse(null);
    if (version == null) {
      version = UserAgent.class.getPackage().getImplementationVersion();
    }
    return version == null ? "dev" : version;
  }
}
