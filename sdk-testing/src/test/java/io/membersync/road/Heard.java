package io.membersync.road;

import static org.assertj.core.api.Assertions.assertThat;

import io.membersync.MemberSync.Observer;
import io.membersync.provider.ProviderId;
import io.membersync.testsupport.Eventually;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/** An observer that remembers everything it is told. Safe for many threads. */
final class Heard implements Observer {
  private final List<One> steps = new CopyOnWriteArrayList<>();

  /** One step, with every end it was told of. */
  record One(
      Step step, Thread begun, List<One> openBefore, List<Outcome> ends, List<Thread> enders) {
    /** Such as {@code rejected expired}. */
    String end() {
      Eventually.isTrue(() -> !isOpen()); // keys are loaded beside, and others wait for them too
      Outcome outcome = ends.get(0);
      return outcome.word() + outcome.reason().map(reason -> " " + reason).orElse("");
    }

    boolean isOpen() {
      return ends.isEmpty();
    }
  }

  @Override
  public Ending begin(Step step) {
    Thread here = Thread.currentThread();
    List<One> open =
        steps.stream().filter(one -> one.isOpen() && one.begun() == here).toList();
    One one = new One(step, here, open, new CopyOnWriteArrayList<>(), new CopyOnWriteArrayList<>());
    steps.add(one);
    return outcome -> {
      one.enders().add(Thread.currentThread());
      one.ends().add(outcome);
    };
  }

  List<One> all() {
    return steps;
  }

  List<One> of(Kind kind) {
    return steps.stream().filter(one -> one.step().kind() == kind).toList();
  }

  /** How the steps of this kind ended, in the order in which they began. */
  List<String> ends(Kind kind) {
    return of(kind).stream().map(One::end).toList();
  }

  /** How the steps of this kind and name ended. */
  List<String> ends(Kind kind, String name) {
    return of(kind).stream()
        .filter(one -> one.step().name().equals(name))
        .map(One::end)
        .toList();
  }

  String last(Kind kind) {
    List<String> ends = ends(kind);
    return ends.get(ends.size() - 1);
  }

  Optional<ProviderId> lastProvider(Kind kind) {
    List<One> all = of(kind);
    return all.get(all.size() - 1).ends().get(0).provider();
  }

  void forget() {
    steps.clear();
  }

  /** Each began once and ended once, and all but calls where they began. */
  void assertEachEndedOnce() {
    Eventually.isTrue(() -> steps.stream().noneMatch(One::isOpen));
    assertThat(steps).allSatisfy(one -> {
      assertThat(one.ends()).as("%s", one.step()).hasSize(1);
      if (one.step().kind() != Kind.PROVIDER_CALL) {
        assertThat(one.enders()).containsExactly(one.begun());
      }
    });
  }

  /** Every text it was told. */
  String text() {
    StringBuilder text = new StringBuilder();
    for (One one : steps) {
      text.append(one.step()).append(one.ends()).append('\n');
    }
    return text.toString();
  }
}
