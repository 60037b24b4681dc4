package io.membersync.spring;

import io.membersync.provider.Provider;

/**
 * Changes a provider that the properties have made, or takes another in its place; asked for every
 * provider, those that are beans included. Any number of beans, asked in their order.
 *
 * <pre>{@code
 * @Bean
 * ProviderCustomizer renewedSecret(Vault vault) {
 *   return provider ->
 *       provider instanceof Kakao kakao ? kakao.withClientSecretFrom(vault::kakaoSecret) : provider;
 * }
 * }</pre>
 */
@FunctionalInterface
public interface ProviderCustomizer {
  /** The provider to use, under the id of the given one. */
  Provider customize(Provider provider);
}
