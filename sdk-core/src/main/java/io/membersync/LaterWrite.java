package io.membersync;

import io.membersync.consent.Gate;
import io.membersync.consent.GatedPatch;
import io.membersync.internal.JsonText;
import io.membersync.member.MemberCreator;
import io.membersync.member.MemberId;
import io.membersync.member.MemberRecord;
import io.membersync.member.MemberStore.OperationId;
import io.membersync.member.MemberStore.UpdateReport;
import io.membersync.member.MemberStoreException;
import io.membersync.member.PersonId;
import io.membersync.profile.FieldValue;
import io.membersync.profile.Profile;
import io.membersync.provider.JsonDocument;
import io.membersync.provider.ProviderId;
import io.membersync.records.Records;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a sign-in writes to its member after the commit: where the member is made elsewhere and comes
 * later, and where the store is an API, which no transaction may wait for. Each sign-in leaves a
 * task of the person's own kind; those of one person run in their order. No transaction is open
 * around a call of the store; what became of it is recorded in one of its own.
 */
final class LaterWrite {
  /** How long values wait for a member that is made elsewhere. */
  static final Duration WAITS = Duration.ofDays(3);

  /** After this a write that fails is given up; one that is only told to come later is not. */
  static final Duration WITHIN = Duration.ofDays(7);

  /** The sign-in itself tries first. */
  private static final Duration HEAD_START = Duration.ofSeconds(30);

  private static final Logger LOG = LoggerFactory.getLogger(MemberSync.class);
  private static final String KIND = "write-";
  private static final String NOT_TRIED = "waits-";
  private static final String FOLLOWS = "follows";
  private static final int MOST = 100;

  /** The error of a task whose key is not in the ring; it holds up nothing behind it. */
  static final String UNREADABLE = "unreadable";

  private final Engine engine;
  private final MemberWrite memberWrite;

  LaterWrite(Engine engine, MemberWrite memberWrite) {
    this.engine = engine;
    this.memberWrite = memberWrite;
  }

  static boolean isKind(String kind) {
    return kind.startsWith(KIND);
  }

  /** Whether a write for this member, or for one who is not there yet, comes after the commit. */
  static boolean isFor(Engine engine, Optional<MemberId> member) {
    return engine.members().isRemote()
        || (member.isEmpty() && !(engine.members() instanceof MemberCreator));
  }

  /** In the commit of a sign-in: plans what passed the gate; the gate is asked again when it runs. */
  static void plan(Engine engine, Arrival arrival, Admission.Standing standing, GatedPatch due) {
    boolean makes = standing.member().isEmpty() && engine.members() instanceof MemberCreator;
    if (due.isEmpty() && !makes) {
      return;
    }
    Instant now = engine.clock().instant();
    Instant dueAt =
        standing.member().isPresent() ? now : makes ? now.plus(HEAD_START) : now.plus(WAITS);
    add(engine, standing.person(), LaterContent.ofSignIn(arrival, standing, due, makes), dueAt);
  }

  /**
   * In the unit that ends the reading of a list: plans the writing of all of it.
   *
   * @param begun whether the sign-in has written its first page
   */
  static void planList(
      Engine engine,
      ProviderId provider,
      String subject,
      PersonId person,
      FieldValue<?> whole,
      boolean begun) {
    byte[] content = LaterContent.ofList(provider, subject, person, whole, begun);
    add(engine, person, content, engine.clock().instant());
  }

  /** Ids sort in the order in which the tasks of a person were planned. */
  private static void add(Engine engine, PersonId person, byte[] content, Instant dueAt) {
    String id = String.format(
        Locale.ROOT,
        "write-%014d-%03d-%s",
        engine.clock().millis(),
        open(engine, person).size(),
        engine.sealer().random(9));
    DueWork.plan(engine, id, KIND + person, content, dueAt);
  }

  private static List<Records.Task> open(Engine engine, PersonId person) {
    return engine.records().tasks().findDueAfter(engine.shop(), KIND + person, Instant.EPOCH, MOST);
  }

  /** In the unit that ties a person to a member: what has waited for the member is due at once. */
  static void wake(Engine engine, PersonId person) {
    for (Records.Task task : open(engine, person)) {
      if (task.errorCode().filter(code -> !code.startsWith(NOT_TRIED)).isEmpty()) {
        dueNow(engine, task);
      }
    }
  }

  private static void dueNow(Engine engine, Records.Task task) {
    engine
        .records()
        .tasks()
        .postpone(
            engine.shop(),
            task.id(),
            engine.clock().instant(),
            task.errorCode().orElse(NOT_TRIED + task.attempts()));
  }

  /** After the commit of a sign-up, in its own request: the member of a store that makes members. */
  Optional<MemberWrite.Made> makeNow(PersonId person) {
    Optional<Records.Task> planned = open(engine, person).stream().findFirst();
    Optional<LaterContent> content = planned
        .flatMap(task -> engine.sealer().open(DueWork.USE, task.id(), task.sealed()))
        .flatMap(JsonText::read)
        .map(LaterContent::new)
        .filter(LaterContent::makes);
    if (planned.isEmpty() || content.isEmpty()) {
      return Optional.empty();
    }
    try {
      return make(planned.get(), content.get(), (MemberCreator) engine.members());
    } catch (MemberStoreException e) {
      LOG.warn("{}: the member is made later: {}", planned.get(), e.code());
      return Optional.empty();
    }
  }

  /** Does a task; whether it is done with. */
  boolean run(Records.Task task, JsonDocument json) {
    LaterContent content = new LaterContent(json);
    List<Records.Task> open = open(engine, content.person()).stream()
        .filter(other -> !other.errorCode().equals(Optional.of(UNREADABLE)))
        .toList();
    if (!open.isEmpty() && open.get(0).id().compareTo(task.id()) < 0) {
      Instant soon = engine.clock().instant().plus(TaskBook.FIRST_RETRY);
      Instant first = open.get(0).dueAt();
      return waits(task, first.isAfter(soon) ? first : soon);
    }
    Optional<Records.Person> person =
        engine.records().identities().findPerson(engine.shop(), content.person());
    boolean linked = engine
        .findIdentity(content.provider(), content.subject())
        .filter(identity -> identity.person().equals(content.person()))
        .isPresent();
    if (person.isEmpty() || !linked) {
      LOG.info("{} ends: the way in has gone", task);
      return end(task, content.person());
    }
    Optional<MemberId> member = person.get().member();
    if (member.isPresent()) {
      return write(task, content, member.get());
    }
    if (content.makes() && engine.members() instanceof MemberCreator creator) {
      Optional<MemberWrite.Made> made = make(task, content, creator);
      made.ifPresent(done -> tell(Members.Event.Kind.JOINED, content, done.member()));
      return true;
    }
    Instant last = task.createdAt().plus(WAITS);
    if (!engine.clock().instant().isBefore(last)) {
      LOG.warn("{} is dropped: person {} became no member", task, content.person());
      return end(task, content.person());
    }
    waits(task, last);
    if (engine.memberOf(content.person()).isPresent()) {
      waits(task, engine.clock().instant()); // tied between the look and the waiting
    }
    return false;
  }

  /** Whether a task that failed again is to be given up. */
  boolean isTooOld(Records.Task task) {
    return isKind(task.kind())
        && engine.clock().instant().isAfter(task.createdAt().plus(WITHIN));
  }

  private boolean write(Records.Task task, LaterContent content, MemberId member) {
    boolean again = content.makes() || wasTried(task);
    MemberWrite.Reading reading = new MemberWrite.Reading(
        content.provider(),
        task.id(),
        content.firstPages(),
        content.completes(),
        again,
        content.signsUp());
    for (int i = 1; i <= Engine.TRIES; i++) {
      Optional<MemberRecord> record = engine.members().find(member);
      if (record.isEmpty()) {
        throw MemberStoreException.unavailable(
            "member-not-found", "the shop has told a member that its store does not have");
      }
      if (!Admission.isAdmitted(record)) {
        LOG.info("{} ends: the member may not sign in", task);
        return end(task, content.person());
      }
      Gate.Decision decision = allowed(content);
      MemberWrite.Merged merged =
          memberWrite.merge(reading, content.person(), record.get(), decision.patch());
      UpdateReport report = merged.wanted().isEmpty()
          ? new UpdateReport(true, Map.of())
          : engine
              .members()
              .update(member, record.get().version(), merged.wanted(), new OperationId(task.id()));
      if (report.versionFits()) {
        Map<String, String> dropped = new LinkedHashMap<>(decision.dropped());
        return record(task, content, member, merged, report, dropped);
      }
    }
    throw MemberStoreException.conflict("member-changed", "the member changed again and again");
  }

  private Gate.Decision allowed(LaterContent content) {
    return engine.allowed(content.person(), Profile.of(content.fields()));
  }

  private boolean record(
      Records.Task task,
      LaterContent content,
      MemberId member,
      MemberWrite.Merged merged,
      UpdateReport report,
      Map<String, String> dropped) {
    record Done(boolean finished, List<GatedPatch.Entry> written) {}
    Done done = engine.repeated(task.id(), () -> {
      List<GatedPatch.Entry> written = memberWrite.remember(merged, report, dropped);
      memberWrite.keepProvenance(content.person(), written, engine.clock().instant());
      if (dropped.containsValue(UpdateReport.Outcome.UNKNOWN.name()) && !isTooOld(task)) {
        new TaskBook(engine).postpone(task, "result-unknown", Optional.empty());
        return new Done(false, written);
      }
      content.planRest(engine, merged.allowed(), written);
      return new Done(end(task, content.person()), written);
    });
    LOG.info(
        "{}: {} written to the member of person {}{}{}",
        task,
        done.written().stream().map(entry -> entry.field().name()).toList(),
        content.person(),
        dropped.isEmpty() ? "" : ", left out " + dropped,
        done.finished() ? "" : ", asked again later");
    if (!done.written().isEmpty()) {
      tell(Members.Event.Kind.UPDATED, content, member);
    }
    return done.finished();
  }

  private Optional<MemberWrite.Made> make(
      Records.Task task, LaterContent content, MemberCreator creator) {
    Gate.Decision decision = allowed(content);
    Map<String, String> dropped = new LinkedHashMap<>(decision.dropped());
    MemberWrite.Made made = memberWrite.make(
        creator,
        engine.gate().member(content.person(), decision.patch(), content.entry()),
        dropped);
    boolean tied = engine.repeated(task.id(), () -> {
      boolean free = engine
          .records()
          .identities()
          .assignMember(engine.shop(), content.person(), made.member());
      if (free) {
        memberWrite.rememberMade(content.person(), made.member(), made.entries());
        memberWrite.keepProvenance(
            content.person(), made.entries(), engine.clock().instant());
        content.planRest(engine, decision.patch(), made.entries());
      }
      end(task, content.person());
      return free;
    });
    if (!tied) {
      LOG.error("{}: the member made for person {} is tied to another", task, content.person());
    }
    return tied ? Optional.of(made) : Optional.empty();
  }

  private void tell(Members.Event.Kind kind, LaterContent content, MemberId member) {
    engine.tell(new Members.Event(
        kind,
        content.person(),
        Optional.of(member),
        content.provider(),
        content.entry(),
        engine.clock().instant()));
  }

  /** An earlier try may have written, and its answer was lost. */
  private static boolean wasTried(Records.Task task) {
    return task.attempts() > 1
        && !task.errorCode().equals(Optional.of(NOT_TRIED + (task.attempts() - 1)));
  }

  /** A task that there was no time for: it is due still, and was not tried. */
  void giveBack(Records.Task task) {
    if (isKind(task.kind())) {
      waits(task, engine.clock().instant());
    }
  }

  private boolean waits(Records.Task task, Instant until) {
    String code = wasTried(task) ? FOLLOWS : NOT_TRIED + task.attempts();
    engine.records().tasks().postpone(engine.shop(), task.id(), until, code);
    return false;
  }

  /** Done with; the next one of the person is due at once. */
  private boolean end(Records.Task task, PersonId person) {
    return engine.joined(task.id(), () -> {
      engine
          .records()
          .tasks()
          .finish(engine.shop(), task.id(), engine.clock().instant().plus(DueWork.REMEMBER));
      open(engine, person).stream()
          .findFirst()
          .filter(next -> next.dueAt().isAfter(engine.clock().instant()))
          .filter(next -> engine.memberOf(person).isPresent())
          .filter(next -> next.errorCode()
              .filter(code -> code.startsWith(NOT_TRIED) || code.equals(FOLLOWS))
              .isPresent())
          .ifPresent(next -> dueNow(engine, next));
      return true;
    });
  }
}
