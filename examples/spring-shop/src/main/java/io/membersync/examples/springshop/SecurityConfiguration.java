package io.membersync.examples.springshop;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.crypto.factory.PasswordEncoderFactories;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.authentication.LoginUrlAuthenticationEntryPoint;

/**
 * The shop's own pages, and its form login for members of old. MemberSync brings the chain for what
 * is below {@code /membersync}.
 */
@Configuration(proxyBeanMethods = false)
class SecurityConfiguration {
  private static final String POLICY = "default-src 'self'; object-src 'none'; base-uri 'none';"
      + " form-action 'self'; frame-ancestors 'none'";

  @Bean
  SecurityFilterChain shopPages(HttpSecurity http) {
    return http.authorizeHttpRequests(requests -> requests
            .requestMatchers("/me/**", "/orders/**")
            .hasRole("MEMBER")
            .anyRequest()
            .permitAll())
        .formLogin(form -> form.loginPage("/sign-in").usernameParameter("email"))
        // Whoever has to sign in chooses how on MemberSync's page, which also offers the password.
        .exceptionHandling(failures -> failures.authenticationEntryPoint(signInPage()))
        .logout(logout -> logout.logoutUrl("/sign-out").logoutSuccessUrl("/"))
        .headers(headers -> headers.contentSecurityPolicy(csp -> csp.policyDirectives(POLICY)))
        .build();
  }

  private static LoginUrlAuthenticationEntryPoint signInPage() {
    return new LoginUrlAuthenticationEntryPoint("/membersync");
  }

  @Bean
  PasswordEncoder passwordEncoder() {
    return PasswordEncoderFactories.createDelegatingPasswordEncoder();
  }
}
