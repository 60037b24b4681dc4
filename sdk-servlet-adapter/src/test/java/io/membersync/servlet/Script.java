package io.membersync.servlet;

import io.membersync.Answers;
import io.membersync.Begun;
import io.membersync.Browser;
import io.membersync.Callback;
import io.membersync.Parked;
import io.membersync.SignIn;
import io.membersync.SignInResult;
import io.membersync.consent.Notice;
import io.membersync.consent.Notices;
import io.membersync.lifecycle.Webhook;
import io.membersync.lifecycle.Webhook.Received;
import io.membersync.profile.Field;
import io.membersync.provider.ClientAuth;
import io.membersync.provider.ProviderDescriptor;
import io.membersync.provider.ProviderId;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** An engine that answers what a test tells it, and remembers what it was asked. */
final class Script implements Engine {
  static final Notice TERMS = Notice.terms("tos")
      .text("ko", "위키드와인 이용약관", "제1조 (목적) 이 약관은 위키드와인의 이용 조건을 정합니다.\n".repeat(10))
      .text("en", "Terms of service", "1. These terms govern the use of Wicked Wine.")
      .build();
  static final Notice CONTRACT = Notice.contract("contract")
      .text("ko", "회원 관리를 위한 정보", "항목: 이름, 이메일\n목적: 회원 확인\n보유 기간: 탈퇴할 때까지")
      .text("en", "What we need for your membership", "Items: name, email\nKept: until you leave")
      .build();
  static final Notice MARKETING = Notice.consent("mkt", Notice.Kind.MARKETING_USE)
      .text("ko", "맞춤 혜택 안내를 위한 정보 이용", "항목: 생일\n목적: 혜택 안내\n보유 기간: 동의를 철회할 때까지")
      .text("en", "Use of details for offers", "Items: birthday\nKept: until you withdraw")
      .covers(io.membersync.consent.Purpose.MARKETING, Field.BIRTHDAY)
      .build();

  record Begin(ProviderId provider, SignIn signIn) {}

  record Resume(Parked parked, Answers answers) {}

  /** What the engine does with the browser's cookies, beside answering. */
  interface CookieUse {
    void on(Browser browser);
  }

  Begun begun = new Begun.RedirectTo(
      URI.create("https://kauth.kakao.com/oauth/authorize?client_id=app&state=s"));
  SignInResult result = Made.signedIn("mina", "/cart");
  Optional<String> formHandle = Optional.of("handle=h1");
  Received webhookAnswer = Received.accepted(List.of());
  List<ProviderDescriptor> providers = List.of(provider("kakao"), provider("corp-login"));
  List<ProviderDescriptor> hidden = List.of();
  Notices notices = Notices.of("위키드와인", TERMS, CONTRACT, MARKETING);
  Optional<RuntimeException> failure = Optional.empty();
  CookieUse cookieUse = browser -> {};
  Books books = new Books(this::fail);
  final AtomicInteger dueRuns = new AtomicInteger();

  final List<Begin> begins = new CopyOnWriteArrayList<>();
  final List<Callback> callbacks = new CopyOnWriteArrayList<>();
  final List<Callback> forms = new CopyOnWriteArrayList<>();
  final List<Resume> resumes = new CopyOnWriteArrayList<>();
  final List<Webhook> webhooks = new CopyOnWriteArrayList<>();

  static ProviderDescriptor provider(String id) {
    return ProviderDescriptor.builder(ProviderId.of(id))
        .authorization("https://" + id + ".example/authorize")
        .token("https://" + id + ".example/token", ClientAuth.POST_BODY)
        .build();
  }

  List<Object> asked() {
    List<Object> all = new ArrayList<>();
    all.addAll(begins);
    all.addAll(callbacks);
    all.addAll(forms);
    all.addAll(resumes);
    all.addAll(webhooks);
    return all;
  }

  @Override
  public Begun begin(ProviderId provider, Browser browser, SignIn signIn) {
    begins.add(new Begin(provider, signIn));
    fail();
    cookieUse.on(browser);
    return begun;
  }

  @Override
  public SignInResult complete(Browser browser, Callback callback) {
    callbacks.add(callback);
    fail();
    cookieUse.on(browser);
    return result;
  }

  @Override
  public Optional<String> receiveForm(Callback callback) {
    forms.add(callback);
    fail();
    return formHandle;
  }

  @Override
  public SignInResult resume(Browser browser, Parked parked, Answers answers) {
    resumes.add(new Resume(parked, answers));
    fail();
    cookieUse.on(browser);
    return result;
  }

  @Override
  public Received receive(ProviderId provider, Webhook webhook) {
    webhooks.add(webhook);
    fail();
    return webhookAnswer;
  }

  @Override
  public List<ProviderDescriptor> providers() {
    return providers;
  }

  @Override
  public List<ProviderDescriptor> addedProviders() {
    List<ProviderDescriptor> all = new ArrayList<>(providers);
    all.addAll(hidden);
    return all;
  }

  @Override
  public Optional<URI> findRedirectUri(ProviderId provider) {
    return addedProviders().stream()
        .filter(one -> one.id().equals(provider))
        .map(one -> URI.create("http://localhost/login/callback/" + provider))
        .findFirst();
  }

  @Override
  public Notices notices() {
    return notices;
  }

  @Override
  public int runDue(Duration budget) {
    dueRuns.incrementAndGet();
    fail();
    return 0;
  }

  @Override
  public MemberBooks books() {
    return books;
  }

  private void fail() {
    failure.ifPresent(exception -> {
      throw exception;
    });
  }
}
