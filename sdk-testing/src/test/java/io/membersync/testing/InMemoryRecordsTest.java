package io.membersync.testing;

import io.membersync.records.Records;

class InMemoryRecordsTest extends RecordsContract {
  private final Records records = Records.inMemory();

  @Override
  public Records records() {
    return records;
  }
}
