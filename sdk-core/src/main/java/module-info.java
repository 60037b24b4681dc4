/** Consent-based profile sync: from a provider's callback to the shop's own member row. */
@SuppressWarnings({"requires-automatic", "module"})
module io.membersync {
  requires transitive org.jspecify;
  requires transitive okhttp3;
  requires com.squareup.moshi;
  requires okio;
  requires com.nimbusds.jose.jwt;
  requires com.google.i18n.phonenumbers.libphonenumber;
  requires org.slf4j;
  requires java.sql;
  requires static com.google.errorprone.annotations;

  exports io.membersync;
  exports io.membersync.consent;
  exports io.membersync.lifecycle;
  exports io.membersync.member;
  exports io.membersync.profile;
  exports io.membersync.provider;
  exports io.membersync.provider.apple;
  exports io.membersync.provider.google;
  exports io.membersync.provider.kakao;
  exports io.membersync.provider.naver;
  exports io.membersync.provider.oidc;
  exports io.membersync.records;
  exports io.membersync.internal to
      io.membersync.jdbc,
      io.membersync.testing;
}
