package io.membersync.spring;

import io.membersync.Secret;
import io.membersync.member.MemberRecord;
import io.membersync.profile.SyncRule;
import io.membersync.provider.Provider.TokenPolicy;
import java.net.URI;
import java.time.Duration;
import java.time.Period;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What can be set under {@code membersync}. A name that is not here fails the start.
 *
 * @param shop The shop's id in MemberSync's tables, where several shops share them.
 * @param enabled Whether MemberSync is set up at all.
 * @param shopName What visitors call the shop. Needed for the starter notices and for those of
 *     membersync.notices.
 * @param noticesFile Where the shop's notices are, such as classpath:notices.json: JSON as
 *     docs/consent.md shows it, which also names the shop. None: the starter notices.
 * @param notices The shop's notices, one after the other. None: those of the file, or the starter
 *     notices.
 * @param baseUrl Scheme, host and port by which visitors reach the shop, such as
 *     https://shop.example; the redirect URIs are made of it. Never taken from a request.
 * @param path Where the sign-in page, the callbacks and the webhooks are.
 * @param keys Secrets that seal cookies and records, newest first, 32 characters or more each. None:
 *     a throw-away one, with a warning.
 * @param providers Where visitors may come from, by the id of the registration, such as kakao.
 * @param mapping Which field goes to which attribute of the member, by the field's name. None: name,
 *     email and phone.
 * @param members The shop's member table. Not needed beside a MemberStore bean.
 * @param jdbc Where MemberSync's own tables are.
 * @param page The pages that visitors see.
 * @param http How providers are reached.
 * @param work Work that is due: webhooks, calls to be repeated, expiry.
 * @param contactIndex Whether members are found by MemberSync's own index of contacts.
 * @param children What becomes of visitors who are children, under 14 in Korea: refuse, or guardian,
 *     who become members when a guardian consents.
 * @param askBirthDate Whether every new visitor is asked for the birth date where the provider gives
 *     neither it nor an age range.
 * @param adultsFor How long the answer of a Consents.AdultCheck bean holds.
 * @param askAgainAfter For how long members are not asked unbidden for an optional consent that they
 *     have declined or withdrawn, seven days or more.
 */
@ConfigurationProperties(prefix = "membersync", ignoreUnknownFields = false)
record MemberSyncProperties(
    @DefaultValue("true") boolean enabled,
    Optional<String> shopName,
    Optional<String> noticesFile,
    @DefaultValue List<NoticeProperties> notices,
    Optional<URI> baseUrl,
    @DefaultValue("/membersync") String path,
    @DefaultValue("shop") String shop,
    @DefaultValue List<Secret> keys,
    @DefaultValue Map<String, Registration> providers,
    @DefaultValue Map<String, Mapped> mapping,
    @DefaultValue MemberTable members,
    @DefaultValue Jdbc jdbc,
    @DefaultValue Page page,
    @DefaultValue Http http,
    @DefaultValue Work work,
    @DefaultValue("false") boolean contactIndex,
    @DefaultValue("refuse") ChildPolicy children,
    @DefaultValue("false") boolean askBirthDate,
    @DefaultValue("1y") Period adultsFor,
    @DefaultValue("90d") Duration askAgainAfter) {
  MemberSyncProperties {
    shopName = given(shopName);
    noticesFile = given(noticesFile);
    baseUrl = given(baseUrl);
  }

  /** What becomes of children. */
  enum ChildPolicy {
    REFUSE,
    GUARDIAN
  }

  /**
   * The shop's registration at a provider.
   *
   * @param type What kind of provider it is: apple, facebook, google, kakao, line, naver, or
   *     openid-connect; facebook and line need membersync-providers. Default: openid-connect where an
   *     issuer is set, otherwise what the id says.
   * @param clientId The client id; at Kakao the REST API key, at Apple the services id, at Facebook the
   *     app id, at LINE the channel id.
   * @param clientSecret The client secret.
   * @param publicClient Whether there is no client secret: a public client, or at Kakao an app whose
   *     secret is switched off.
   * @param name What visitors call the provider. Default: the brand's own name.
   * @param tokens What becomes of the provider's tokens: discard, keep-for-unlinking, or keep, which
   *     refreshes them for calls on the member's behalf. Default: keep-for-unlinking.
   * @param appId Kakao: the app's number; webhooks of other apps are refused, and access tokens that
   *     the shop's own app hands over.
   * @param appClientIds Apple, Google, Kakao: the ids of the shop's own apps (Kakao: native app keys),
   *     whose ID tokens are accepted.
   * @param adminKeys Kakao: the primary admin key, and others that webhooks may carry while keys are
   *     exchanged.
   * @param openidConnect Kakao, Naver: whether an ID token is asked for and checked.
   * @param serviceTerms Kakao: whether the app has service terms (Kakao Sync). Default: yes. Naver:
   *     whether it asks the shop's terms. Default: no.
   * @param channels Kakao: public ids of the Kakao Talk channels whose relation is read. LINE: the basic
   *     id of the official account that is linked to the channel, such as {@literal @}shop.
   * @param fields Google, Facebook: what is asked beyond name, e-mail and picture, such as phone. Naver:
   *     the items that the application asks for. Apple: name, email, or one of them. LINE: without
   *     email it is not asked.
   * @param messagingSecrets LINE: the channel secret of the official account's Messaging API channel,
   *     whose webhooks are taken then, and others that are accepted while secrets are exchanged.
   * @param nativeApp LINE: whether ID tokens are of the native SDK and of LIFF, and not of the web.
   * @param deletionPage Facebook: the page that tells what became of a data deletion request, with {code}
   *     in it. Default: such requests are refused.
   * @param deliveryAddress Naver: whether the address of Naver Pay is read.
   * @param teamId Apple: the developer team's id.
   * @param keyId Apple: the id of the private key.
   * @param privateKey Apple: the text of the key's .p8 file.
   * @param issuer OpenID Connect: the issuer, whose metadata are read from
   *     /.well-known/openid-configuration.
   * @param scopes OpenID Connect: the scopes to ask for beside openid.
   * @param trusted OpenID Connect: fields that this issuer has verified when it says so, such as
   *     email.
   */
  record Registration(
      Optional<String> type,
      Optional<String> clientId,
      Optional<Secret> clientSecret,
      @DefaultValue("false") boolean publicClient,
      Optional<String> name,
      Optional<TokenPolicy> tokens,
      Optional<String> appId,
      @DefaultValue List<String> appClientIds,
      @DefaultValue List<Secret> adminKeys,
      @DefaultValue("false") boolean openidConnect,
      Optional<Boolean> serviceTerms,
      @DefaultValue List<String> channels,
      @DefaultValue List<String> fields,
      @DefaultValue List<Secret> messagingSecrets,
      @DefaultValue("false") boolean nativeApp,
      Optional<String> deletionPage,
      @DefaultValue("false") boolean deliveryAddress,
      Optional<String> teamId,
      Optional<String> keyId,
      Optional<Secret> privateKey,
      Optional<URI> issuer,
      @DefaultValue List<String> scopes,
      @DefaultValue List<String> trusted) {
    Registration {
      type = given(type);
      clientId = given(clientId);
      clientSecret = given(clientSecret);
      name = given(name);
      tokens = given(tokens);
      appId = given(appId);
      serviceTerms = given(serviceTerms);
      deletionPage = given(deletionPage);
      teamId = given(teamId);
      keyId = given(keyId);
      privateKey = given(privateKey);
      issuer = given(issuer);
    }
  }

  /**
   * Where a field goes.
   *
   * @param attribute The member's attribute. Default: the field's name.
   * @param required Whether nobody becomes a member without it.
   * @param unique Whether no two members may have the same value; only a verified one is written.
   * @param rule What happens when the provider's value and the member's differ.
   * @param firstSignInOnly Whether it is synchronised only at the sign-in that adds a way in.
   */
  record Mapped(
      Optional<String> attribute,
      @DefaultValue("false") boolean required,
      @DefaultValue("false") boolean unique,
      @DefaultValue("keep-edits") SyncRule rule,
      @DefaultValue("false") boolean firstSignInOnly) {
    Mapped {
      attribute = given(attribute);
    }
  }

  /**
   * The shop's member table. What these do not say, a JdbcMemberStoreCustomizer bean does.
   *
   * @param table Its name, with a schema where it needs one.
   * @param key The column of the member id, which the database makes.
   * @param keySequence The sequence that gives the numbers of the key, where a column does not.
   * @param columns The column of an attribute, by the attribute. Default: the one of the same name.
   * @param formats How values stand in a column, by the attribute: phone-digits, phone-with-hyphens,
   *     yes-no, or date: and a pattern such as date:yyyyMMdd.
   * @param literals What every new member gets in a column, by the column.
   * @param joinedAt The column that gets the moment of joining.
   * @param entry The column for the entry that a sign-up began with, such as a campaign.
   * @param password The column with the password of the shop's own login: who has one may give the last
   *     provider up.
   * @param version The column with a number that rises with every change of the row.
   * @param status The column that tells whether the shop lets the member in.
   * @param states What stands in that column for each state; active at least.
   * @param check Whether the table is compared with these settings at start: warn, fail (a table that
   *     does not fit refuses the start), or off.
   * @param eraseOnWithdrawal Attributes that are blanked when the consent to them ends.
   */
  record MemberTable(
      Optional<String> table,
      @DefaultValue("id") String key,
      Optional<String> keySequence,
      @DefaultValue Map<String, String> columns,
      @DefaultValue Map<String, String> formats,
      @DefaultValue Map<String, String> literals,
      Optional<String> joinedAt,
      Optional<String> entry,
      Optional<String> password,
      Optional<String> version,
      Optional<String> status,
      @DefaultValue Map<MemberRecord.Status, String> states,
      @DefaultValue("warn") Check check,
      @DefaultValue List<String> eraseOnWithdrawal) {
    MemberTable {
      table = given(table);
      keySequence = given(keySequence);
      joinedAt = given(joinedAt);
      entry = given(entry);
      password = given(password);
      version = given(version);
      status = given(status);
    }
  }

  /** What follows when the member table does not fit. */
  enum Check {
    WARN,
    FAIL,
    OFF
  }

  /**
   * Where MemberSync's own tables are.
   *
   * @param createTables Whether they are made or brought up to date at start: in an embedded
   *     database, always, or never.
   * @param dataSource Name of the DataSource bean, where there are several.
   * @param transactionManager Name of the PlatformTransactionManager bean that manages it, where
   *     there are several.
   * @param statementTimeout How long one statement of MemberSync may take, 1 to 60 seconds.
   */
  record Jdbc(
      @DefaultValue("embedded") CreateTables createTables,
      Optional<String> dataSource,
      Optional<String> transactionManager,
      @DefaultValue("5s") Duration statementTimeout) {
    Jdbc {
      dataSource = given(dataSource);
      transactionManager = given(transactionManager);
    }
  }

  /** When MemberSync's tables are made. */
  enum CreateTables {
    EMBEDDED,
    ALWAYS,
    NEVER
  }

  /**
   * The pages that visitors see. Paths are below the application's context path.
   *
   * @param home The shop's first page, which pages link to.
   * @param language The language of a visitor whose browser wants none that there is: ko or en.
   * @param shopSignIn The shop's own sign-in page, by which an existing member proves to be one.
   * @param shopSignInParameter The parameter in which that page takes the path to return to. Default:
   *     returnTo; with Spring Security none, as form login goes to the page that was wanted before.
   * @param sessionAttribute The session attribute with the member's id, without Spring Security.
   * @param stylesheet A style sheet of the shop's, loaded after MemberSync's own.
   * @param cssVariables Variables of the pages' style, such as --ms-accent.
   * @param frontEnd A path of the shop that shows the pages itself, from JSON.
   * @param guardianPage The shop's page on which the guardian of a child consents; it gets reference and
   *     returnTo.
   * @param lastUsed Whether a cookie keeps the provider of the last sign-in, which is offered first then.
   */
  record Page(
      @DefaultValue("/") String home,
      @DefaultValue("ko") Locale language,
      Optional<String> shopSignIn,
      Optional<String> shopSignInParameter,
      @DefaultValue("memberId") String sessionAttribute,
      Optional<String> stylesheet,
      @DefaultValue Map<String, String> cssVariables,
      Optional<String> frontEnd,
      Optional<String> guardianPage,
      @DefaultValue("true") boolean lastUsed) {
    Page {
      shopSignIn = given(shopSignIn);
      shopSignInParameter = given(shopSignInParameter);
      stylesheet = given(stylesheet);
      frontEnd = given(frontEnd);
      guardianPage = given(guardianPage);
    }
  }

  /**
   * How providers are reached.
   *
   * @param perAttempt How long one HTTP attempt may take, connecting included.
   * @param perSignIn How long a whole sign-in may wait for the provider.
   */
  record Http(
      @DefaultValue("3s") Duration perAttempt,
      @DefaultValue("10s") Duration perSignIn) {}

  /**
   * Work that is due.
   *
   * @param scheduler Who calls for it: auto, db-scheduler, spring, or none where the shop does.
   * @param every How long to wait between two rounds.
   */
  record Work(
      @DefaultValue("auto") Scheduler scheduler,
      @DefaultValue("3s") Duration every) {}

  /** Who calls for due work. */
  enum Scheduler {
    AUTO,
    DB_SCHEDULER,
    SPRING,
    NONE
  }

  /** The path without a slash at its end. */
  String mappedPath() {
    return path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
  }

  /** Before Spring Boot 4.1 what is not set below a default is null. */
  @SuppressWarnings("NullableOptional")
  private static <T> Optional<T> given(@Nullable Optional<T> setting) {
    return setting == null ? Optional.empty() : setting;
  }
}
