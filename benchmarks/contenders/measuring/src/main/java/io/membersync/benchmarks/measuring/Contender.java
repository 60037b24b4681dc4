package io.membersync.benchmarks.measuring;

/** One way of signing somebody in. Called from several threads at once. */
@FunctionalInterface
public interface Contender {

  /**
   * Signs the one person of {@link Provider} in: begins, comes back from the provider, makes the
   * calls, and ends with the shop's member.
   *
   * @return who it was, by the provider's id
   * @throws Exception if the sign-in failed; the measurement ends then
   */
  String signIn() throws Exception;

  /** Makes a contender that is ready for its first sign-in. */
  @FunctionalInterface
  interface Maker {
    /**
     * Sets up everything that a shop sets up once.
     *
     * @throws Exception if it cannot
     */
    Contender make(Flow flow, Provider provider) throws Exception;
  }
}
