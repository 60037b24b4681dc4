package io.membersync.road;

import io.membersync.member.MemberCreator;
import io.membersync.member.MemberListing;
import io.membersync.member.MemberStore;
import io.membersync.records.Records;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

/**
 * Stands before a store: remembers every call with its arguments, and does something else first
 * where a test wants that. Safe for many threads.
 */
final class Watched {
  private final List<Call> calls = new CopyOnWriteArrayList<>();
  private final Map<String, Deque<Runnable>> before = new ConcurrentHashMap<>();
  private final Map<String, Deque<Runnable>> after = new ConcurrentHashMap<>();

  /** One call, such as {@code identities.link}. */
  record Call(String name, List<Object> arguments) {}

  /** The next call of this method runs this first; what it throws is thrown. */
  void beforeNext(String name, Runnable action) {
    before.computeIfAbsent(name, n -> new ConcurrentLinkedDeque<>()).add(action);
  }

  /** The next call of this method does its work and runs this then; what it throws is thrown. */
  void afterNext(String name, Runnable action) {
    after.computeIfAbsent(name, n -> new ConcurrentLinkedDeque<>()).add(action);
  }

  List<Call> calls(String name) {
    return calls.stream().filter(call -> call.name().equals(name)).toList();
  }

  List<String> names() {
    return calls.stream().map(Call::name).toList();
  }

  void forget() {
    calls.clear();
  }

  /** The books, with every table watched: {@code attempts.park}, {@code tasks.add} and so on. */
  Records records(Records real) {
    return (Records) Proxy.newProxyInstance(
        Records.class.getClassLoader(), new Class<?>[] {Records.class}, (proxy, method, args) -> {
          Object answer = invoke(real, method, args);
          return method.getReturnType().getEnclosingClass() == Records.class
              ? watch(method.getName(), answer, method.getReturnType())
              : answer;
        });
  }

  /** A store that also makes and lists members: {@code members.find}, {@code members.create} and so on. */
  MemberStore members(MemberStore real) {
    return (MemberStore) watch("members", real, powers(real));
  }

  /** Only the powers that the store has. */
  private static Class<?>[] powers(MemberStore real) {
    return Stream.of(MemberStore.class, MemberCreator.class, MemberListing.class)
        .filter(power -> power.isInstance(real))
        .toArray(Class<?>[]::new);
  }

  private Object watch(String table, Object real, Class<?>... types) {
    return Proxy.newProxyInstance(types[0].getClassLoader(), types, (proxy, method, args) -> {
      String name = table + "." + method.getName();
      calls.add(new Call(name, args == null ? List.of() : Arrays.asList(args)));
      run(before.get(name));
      Object answer = invoke(real, method, args);
      run(after.get(name));
      return answer;
    });
  }

  private static void run(@org.jspecify.annotations.Nullable Deque<Runnable> actions) {
    Runnable action = actions == null ? null : actions.poll();
    if (action != null) {
      action.run();
    }
  }

  static Object invoke(
      Object real,
      java.lang.reflect.Method method,
      Object @org.jspecify.annotations.Nullable [] args)
      throws Throwable {
    try {
      return method.invoke(real, args);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }
}
