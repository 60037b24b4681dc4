package io.membersync.testing;

import io.membersync.records.Records;

/**
 * What MemberSync relies on in its own books. Run it against an implementation of {@link Records}
 * by extending it in your tests:
 *
 * <pre>{@code
 * class OurRecordsTest extends RecordsContract {
 *   @Override
 *   public Records records() {
 *     return ourRecords;
 *   }
 * }
 * }</pre>
 *
 * <p>Each test writes under shops of its own and leaves its rows behind, so all tests can run on
 * one set of tables, and none touches rows of anybody else.
 */
public abstract class RecordsContract
    implements UnitOfWorkContract,
        IdentitiesContract,
        AttemptsContract,
        EvidenceContract,
        OffersContract,
        TokensContract,
        TasksContract,
        ContactsContract,
        SwitchesContract,
        ConsentsContract,
        StepsContract {

  /** For subclasses. */
  protected RecordsContract() {}

  /** The books under test: the same for the whole of one test. */
  @Override
  public abstract Records records();
}
