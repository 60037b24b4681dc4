package io.membersync.servlet;

import io.membersync.MemberSync;
import io.membersync.member.MemberSessions;
import io.membersync.profile.Field;
import io.membersync.provider.ProviderDescriptor;
import io.membersync.provider.ProviderId;
import io.membersync.servlet.pages.HtmlPages;
import io.membersync.servlet.pages.Look;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRegistration;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.Serial;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Every endpoint and page of a sign-in, and the consent centre of members. Map it to one path with everything below it, and give the
 * engine the redirect URIs below the same path:
 *
 * <pre>{@code
 * MemberSync sync = MemberSync.builder(store, notices)
 *     .callbacks(URI.create("https://shop.example/login/callback/")) …
 *
 * ServletRegistration.Dynamic login = context.addServlet(
 *     "login",
 *     MemberSyncServlet.builder(sync, HttpSessions.attribute("memberId"))
 *         .shopSignIn("/member/login", "next") // where an existing member proves to be one
 *         .build());
 * login.addMapping("/login/*");
 * login.setLoadOnStartup(1);
 * }</pre>
 *
 * <table>
 * <caption>Addresses below the mapping</caption>
 * <tr><th>Address</th><th>Does</th></tr>
 * <tr><td>{@code GET /}</td><td>the sign-in page; takes {@code returnTo}, {@code entry}, {@code
 *     lang}</td></tr>
 * <tr><td>{@code GET|POST /start/{provider}}</td><td>begins; takes the same, and {@code
 *     silent=true}</td></tr>
 * <tr><td>{@code POST /link/{provider}}</td><td>adds a way in for the member who is signed in; takes
 *     {@code returnTo}. Only from the shop's own origin</td></tr>
 * <tr><td>{@code GET|POST /callback/{provider}}</td><td>the redirect URI</td></tr>
 * <tr><td>{@code POST /app/{provider}}</td><td>takes what the provider's SDK gave the shop's own app,
 *     after {@code /start/{provider}?app=true}</td></tr>
 * <tr><td>{@code GET|POST /resume/{parked}}</td><td>consent, missing fields, proof</td></tr>
 * <tr><td>{@code GET|POST /webhooks/{provider}}</td><td>what a provider tells later</td></tr>
 * <tr><td>{@code GET /consents}</td><td>what the shop holds of the member who is signed in, and what
 *     that member decides; {@code /consents/download} and {@code /consents/download.json} are
 *     files</td></tr>
 * <tr><td>{@code POST /consents/withdraw}, {@code /consents/agree}, {@code /consents/answer}</td><td>its
 *     forms. Only from the shop's own origin</td></tr>
 * <tr><td>{@code GET /cancelled}, {@code /unavailable}, {@code /failed}</td><td>where a sign-in ends
 *     that did not succeed</td></tr>
 * </table>
 *
 * <p>With {@code Accept: application/json} the same addresses answer JSON, behind the same checks.
 * No page needs JavaScript. Addresses in pages are relative and never made of a {@code Host}
 * header.
 *
 * <p>While the servlet is in service, one daemon thread does the engine's due work. The servlet
 * does not close the engine.
 */
public final class MemberSyncServlet extends HttpServlet {
  @Serial
  private static final long serialVersionUID = 1L;

  private static final Logger log = LoggerFactory.getLogger(MemberSyncServlet.class);

  private final transient Engine engine;
  private final transient Optional<Duration> workEvery;
  private final transient boolean tellsHowToProve;
  private final transient Dispatcher dispatcher;
  private transient @Nullable DueWork work;

  private MemberSyncServlet(Builder parts) {
    this.engine = parts.engine;
    this.workEvery = Optional.ofNullable(parts.workEvery);
    this.tellsHowToProve = parts.shopLogin != null || parts.pages != null || parts.frontEnd != null;
    Site site = new Site(
        engine,
        parts.sessions,
        parts.home,
        Optional.ofNullable(parts.shopLogin),
        parts.login(),
        parts.loginIsProofFor,
        parts.clientAddress,
        parts.returnPath,
        Optional.ofNullable(parts.guardianPage),
        Map.copyOf(parts.providerNames),
        parts.remembersLastUsed);
    HtmlPages html = new HtmlPages(new Look(
        parts.cssVariables,
        Optional.ofNullable(parts.stylesheet),
        parts.header,
        parts.footer,
        parts.fieldLabels));
    this.dispatcher = new Dispatcher(
        site,
        new Languages(parts.languageOf, parts.language),
        new PageWriter(
            html,
            Optional.ofNullable(parts.pages),
            Optional.ofNullable(parts.frontEnd),
            parts.formTargets));
  }

  /**
   * Starts a servlet for this engine.
   *
   * @param sessions opens the shop's sessions; {@link HttpSessions} is a ready one
   */
  public static Builder builder(MemberSync sync, MemberSessions<ServletExchange> sessions) {
    return builder(Engine.of(sync), sessions);
  }

  static Builder builder(Engine engine, MemberSessions<ServletExchange> sessions) {
    return new Builder(engine, sessions);
  }

  /**
   * Starts the thread for due work.
   *
   * @throws ServletException if the servlet is mapped to anything but a path that ends in {@code /*}
   */
  @Override
  public void init() throws ServletException {
    ServletRegistration registration = getServletContext().getServletRegistration(getServletName());
    if (registration != null) {
      for (String mapping : registration.getMappings()) {
        if (!mapping.endsWith("/*")) {
          throw new ServletException(
              "MemberSyncServlet needs everything below a path: map it to /login/* or the like,"
                  + " not to "
                  + mapping);
        }
      }
      warnOfLostCallbacks(registration);
    }
    if (!tellsHowToProve) {
      log.warn("Somebody who is a member of the shop already and comes by a provider for the first"
          + " time is not led to the shop's own sign-in, cannot prove to be that member, and may"
          + " become a second one: set shopSignIn(path, parameter) or shopLogin(…), or pages(…) of"
          + " your own");
    }
    workEvery.ifPresent(every -> work = DueWork.start(engine, every));
  }

  /** A proxy in front may change paths, so this is no more than a warning. */
  private void warnOfLostCallbacks(ServletRegistration registration) {
    String context = getServletContext().getContextPath();
    for (ProviderDescriptor provider : engine.addedProviders()) {
      String path = engine.findRedirectUri(provider.id()).map(URI::getPath).orElse("");
      String end = "/callback/" + provider.id();
      boolean arrives = registration.getMappings().stream()
          .map(mapping -> context + mapping.substring(0, mapping.length() - 2) + end)
          .anyMatch(path::equals);
      if (!arrives) {
        log.warn(
            "Callbacks of provider {} go to {}, which does not lead to this servlet at {}{}: set"
                + " callbacks(…) to the same path followed by /callback/, unless a proxy changes it",
            provider.id(),
            path,
            context,
            registration.getMappings());
      }
    }
  }

  /** Ends the thread for due work; waits for it five seconds at most. */
  @Override
  public void destroy() {
    if (work != null) {
      work.close();
      work = null;
    }
  }

  @Override
  protected void service(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    dispatcher.service(request, response);
  }

  /** Builds a {@link MemberSyncServlet}. Not safe for several threads. */
  public static final class Builder {
    private final Engine engine;
    private final MemberSessions<ServletExchange> sessions;
    private final Map<ProviderId, String> providerNames = new LinkedHashMap<>();
    private final Map<String, String> cssVariables = new LinkedHashMap<>();
    private final Map<String, String> fieldLabels = new LinkedHashMap<>();
    private final List<String> formTargets = new ArrayList<>();
    private String home = "/";
    private Locale language = Locale.KOREAN;
    private Function<HttpServletRequest, Optional<Locale>> languageOf = request -> Optional.empty();
    private boolean remembersLastUsed = true;
    private @Nullable Duration workEvery = Duration.ofSeconds(3);
    private Function<Locale, String> header = locale -> "";
    private Function<Locale, String> footer = locale -> "";
    private Function<HttpServletRequest, Optional<String>> clientAddress = ClientAddress::of;
    private Function<ServletExchange, Optional<String>> returnPath = exchange -> Optional.empty();
    private Duration loginIsProofFor = Duration.ofMinutes(10);
    private @Nullable ShopLogin shopLogin;
    private @Nullable String stylesheet;
    private @Nullable String guardianPage;
    private @Nullable Pages pages;
    private @Nullable String frontEnd;

    private Builder(Engine engine, MemberSessions<ServletExchange> sessions) {
      this.engine = engine;
      this.sessions = sessions;
    }

    /** The shop's first page, which pages link to. Default: {@code /}. */
    public Builder home(String path) {
      this.home = requirePath("home", path);
      return this;
    }

    /**
     * The shop's own sign-in page, offered beside the providers and as a proof for linking: the short
     * form of {@link #shopLogin} for {@link HttpSessions}. Default: none, with a warning: an existing
     * member then has to find that page alone to prove to be one.
     *
     * <p>Not for a shop that puts members into sessions by other ways than its sign-in page, such as a
     * cookie that remembers them: nobody has typed a password then. Give it a {@link ShopLogin}.
     *
     * @param path such as {@code /member/login}
     * @param returnParameter the parameter in which that page takes the path to return to; it must
     *     lead there after the sign-in
     * @throws IllegalStateException if the sessions are not {@link HttpSessions}: others do not tell
     *     who has signed in by the shop's own login, and when
     */
    public Builder shopSignIn(String path, String returnParameter) {
      if (!returnParameter.matches("[A-Za-z0-9_.-]{1,40}")) {
        throw new IllegalArgumentException(
            "shop sign-in: the parameter's name must be 1 to 40 letters and digits: "
                + returnParameter);
      }
      if (!(sessions instanceof HttpSessions http)) {
        throw new IllegalStateException(
            "shopSignIn(path, parameter) needs HttpSessions, which tell when somebody has signed in;"
                + " beside sessions of the shop's own, which do not, set shopLogin(…)");
      }
      this.shopLogin =
          http.loginAt(requirePath("shop sign-in", path), Optional.of(returnParameter), false);
      return this;
    }

    /**
     * The shop's own sign-in, offered beside the providers and as a proof for linking. Default: none,
     * with a warning: an existing member then cannot prove to be one by it.
     */
    public Builder shopLogin(ShopLogin login) {
      this.shopLogin = login;
      return this;
    }

    /**
     * How long a sign-in by the shop's own login is a proof; whoever has signed in earlier is asked
     * to sign in again. Default: 10 minutes.
     *
     * @param limit 1 minute to 1 hour
     * @throws IllegalArgumentException if outside
     */
    public Builder shopLoginWithin(Duration limit) {
      if (limit.compareTo(Duration.ofMinutes(1)) < 0 || limit.compareTo(Duration.ofHours(1)) > 0) {
        throw new IllegalArgumentException(
            "a sign-in of the shop's own is a proof for 1 minute to 1 hour: " + limit);
      }
      this.loginIsProofFor = limit;
      return this;
    }

    /** Without a page of its own a shop's login is still one, where it says so itself. */
    private Optional<ShopLogin> login() {
      if (shopLogin != null) {
        return Optional.of(shopLogin);
      }
      return sessions instanceof HttpSessions http
          ? Optional.of(http.loginAt(home, Optional.empty(), true))
          : Optional.empty();
    }

    /**
     * The shop's page on which the guardian of a child consents, for {@link
     * io.membersync.Consents.Children#withGuardian}. It gets {@code reference}, for {@link
     * io.membersync.Consents#guardianConsented}, and {@code returnTo}, the path of the child's sign-in,
     * where the same browser goes on. Default: none, and the child is told the reference only.
     *
     * @param path such as {@code /guardian}
     */
    public Builder guardianPage(String path) {
      this.guardianPage = requirePath("guardian page", path);
      return this;
    }

    /**
     * The language of a visitor whose browser wants none that there is. Default: Korean.
     *
     * @param locale Korean or English
     */
    public Builder language(Locale locale) {
      this.language = Languages.known(locale.toLanguageTag())
          .orElseThrow(() -> new IllegalArgumentException(
              "there are pages in Korean and English, not in " + locale));
      return this;
    }

    /**
     * Which language the shop's own pages speak with this visitor, where the shop knows it; a choice
     * on MemberSync's pages goes before it, the browser's wish after it. A language without pages here
     * counts as not known. Default: never known.
     */
    public Builder languageOf(Function<HttpServletRequest, Optional<Locale>> languageOf) {
      this.languageOf = languageOf;
      return this;
    }

    /**
     * Where a request comes from, so that one client does not ask for codes without end. Default: the
     * connection's address, and nothing where that is an address of a private network, as a proxy's
     * is. Behind a proxy take it from the header that this proxy itself writes, and from no other.
     */
    public Builder clientAddress(Function<HttpServletRequest, Optional<String>> address) {
      this.clientAddress = address;
      return this;
    }

    /**
     * Where a sign-in leads whose request names no {@code returnTo}: to the page, for example, that
     * somebody wanted and was led away from. Asked when the sign-in begins. Default: the shop's first
     * page.
     *
     * @param path a path of the shop's own site; anything else counts as none
     */
    public Builder returnPath(Function<ServletExchange, Optional<String>> path) {
      this.returnPath = path;
      return this;
    }

    /**
     * What visitors call a provider. Default: the brand's own name, and on its button the brand's own
     * words; with a name of the shop's the words on the button are the shop's to answer for.
     */
    public Builder providerName(ProviderId provider, String name) {
      providerNames.put(provider, name);
      return this;
    }

    /**
     * Offers the providers in the order in which they were added, and sets no cookie for another one.
     * Otherwise the cookie {@code __Host-ms-last} ({@code ms-last} without https) keeps the id of the
     * provider of the last sign-in in this browser, and nothing of whoever signed in, for 180 days, and
     * the page offers that provider first. Default: it does.
     */
    public Builder withoutLastUsed() {
      this.remembersLastUsed = false;
      return this;
    }

    /**
     * How the form for missing fields calls a field of the shop's own.
     *
     * @param locale Korean or English
     */
    public Builder fieldLabel(Field<?> field, Locale locale, String label) {
      fieldLabels.put(locale.getLanguage() + "." + field.name(), label);
      return this;
    }

    /**
     * Changes one of the pages' CSS variables, which {@code style.css} lists at its beginning: for
     * example {@code --ms-accent} to {@code #7c3aed}.
     */
    public Builder cssVariable(String name, String value) {
      if (!name.matches("--ms-[a-z-]{1,40}") || !value.matches("[^;{}<>\\\\@/\\p{Cntrl}]{1,200}")) {
        throw new IllegalArgumentException(
            "CSS variable must be --ms-… with a plain value, without ; { } < > \\ @ or /: "
                + name
                + ": "
                + value);
      }
      cssVariables.put(name, value);
      return this;
    }

    /** A style sheet of the shop's own site, loaded after {@code style.css}. Default: none. */
    public Builder stylesheet(String path) {
      this.stylesheet = requirePath("style sheet", path);
      return this;
    }

    /**
     * HTML above every page, instead of the shop's name. It is written as it is: no visitor's text
     * may be in it. Pictures and styles must come from the shop's own site; inline styles and
     * scripts do not run.
     */
    public Builder header(Function<Locale, String> html) {
      this.header = html;
      return this;
    }

    /** HTML below every page, under the same conditions as the header. Default: none. */
    public Builder footer(Function<Locale, String> html) {
      this.footer = html;
      return this;
    }

    /** Pages that the shop writes itself, all or some. Default: none. */
    public Builder pages(Pages shopPages) {
      this.pages = shopPages;
      return this;
    }

    /**
     * Shows no page at all: where there would be one, the browser is redirected to this path of the
     * shop, with {@code page} and what belongs to it in the query, and the front end there reads and
     * answers JSON. What {@code page=failed} has to say stands under {@code failed} of this servlet,
     * asked with the same query: with it comes the link that starts again, where that is allowed.
     * Default: off.
     */
    public Builder frontEnd(String path) {
      this.frontEnd = requirePath("front end", path);
      return this;
    }

    /**
     * Lets a form of these pages end at another origin of the shop, such as {@code
     * https://m.shop.example} where the shop redirects a phone there from the return path. Browsers
     * hold a redirect after a form against {@code form-action}. Default: only the shop's own origin.
     *
     * @param origin scheme, host and port, without a path
     */
    public Builder formsMayLeadTo(URI origin) {
      if (!origin.toString().matches("https://[A-Za-z0-9.-]+(:[0-9]{1,5})?")) {
        throw new IllegalArgumentException(
            "an origin such as https://m.shop.example is needed, without a path: " + origin);
      }
      formTargets.add(origin.toString());
      return this;
    }

    /**
     * How long to wait between two rounds of due work. Default: 3 seconds.
     *
     * @param between 100 milliseconds to an hour
     * @throws IllegalArgumentException if outside
     */
    public Builder workEvery(Duration between) {
      if (between.compareTo(Duration.ofMillis(100)) < 0
          || between.compareTo(Duration.ofHours(1)) > 0) {
        throw new IllegalArgumentException(
            "due work must be done every 100 ms to 1 hour: " + between);
      }
      this.workEvery = between;
      return this;
    }

    /** Starts no thread: the shop calls {@link MemberSync#work()} itself. */
    public Builder withoutWork() {
      this.workEvery = null;
      return this;
    }

    public MemberSyncServlet build() {
      return new MemberSyncServlet(this);
    }

    private static String requirePath(String what, String path) {
      if (!path.matches("/(?!/)[A-Za-z0-9/._~%?&=+@-]{0,300}")) {
        throw new IllegalArgumentException(
            what + " must be a path of the shop's own site, such as /member/login: " + path);
      }
      return path;
    }
  }
}
