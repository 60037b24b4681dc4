package io.membersync.testing;

import io.membersync.records.InMemoryRecords;
import io.membersync.records.Records;

class InMemoryRecordsTest extends RecordsContract {
  private final InMemoryRecords records = new InMemoryRecords();

  @Override
  public Records records() {
    return records;
  }
}
