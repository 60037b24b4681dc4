-- The table of db-scheduler, by which one of many nodes does the work that is due. Its columns are
-- db-scheduler's own; times are UTC; the default keeps old servers
-- from changing the time with every update. A shop that calls runDue by itself has no rows here.

CREATE TABLE IF NOT EXISTS membersync_scheduled_task (
  task_name VARCHAR(100) NOT NULL,
  task_instance VARCHAR(100) NOT NULL,
  task_data BLOB,
  execution_time TIMESTAMP(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
  picked BOOLEAN NOT NULL,
  picked_by VARCHAR(50),
  last_success TIMESTAMP(6) NULL,
  last_failure TIMESTAMP(6) NULL,
  consecutive_failures INTEGER,
  last_heartbeat TIMESTAMP(6) NULL,
  version BIGINT NOT NULL,
  priority SMALLINT,
  CONSTRAINT membersync_scheduled_task_pk PRIMARY KEY (task_name, task_instance),
  INDEX membersync_scheduled_task_due (execution_time),
  INDEX membersync_scheduled_task_beat (last_heartbeat)
) ENGINE = InnoDB ROW_FORMAT = DYNAMIC DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

INSERT INTO membersync_schema (version) VALUES (2);
