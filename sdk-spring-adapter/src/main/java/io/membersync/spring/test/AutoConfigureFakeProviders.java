package io.membersync.spring.test;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Starts a fake Kakao beside the application under test, and a fake Naver, Google, Apple, Facebook or
 * LINE where {@code membersync.providers} has one, and leads every registration of these kinds there: client id, client
 * secret and other keys are the fake's, whatever the application's own settings say. The fakes are beans
 * of types such as {@link io.membersync.testing.FakeKakao}; they live as long as the application context.
 * No test then reaches a real provider of these kinds.
 *
 * <p>Where nothing else is set, {@code membersync.base-url} is {@code http://localhost:8080} and the
 * keys are throw-away ones.
 *
 * <pre>{@code
 * @SpringBootTest
 * @AutoConfigureFakeProviders
 * class SignUpTest {
 *   @Autowired FakeKakao kakao;
 *   @Autowired MemberSync sync;
 *
 *   @Test
 *   void haneulBecomesAMember() {
 *     SignInResult result =
 *         new TestBrowser().signIn(sync, Kakao.ID, kakao.visitor("haneul")::agree);
 *     …
 *   }
 * }
 * }</pre>
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Inherited
public @interface AutoConfigureFakeProviders {}
