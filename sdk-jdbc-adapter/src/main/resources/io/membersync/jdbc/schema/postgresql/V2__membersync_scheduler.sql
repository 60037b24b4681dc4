-- The table of db-scheduler, by which one of many nodes does the work that is due. Its columns are
-- db-scheduler's own. A shop that calls runDue by itself has no rows here.

CREATE TABLE membersync_scheduled_task (
  task_name VARCHAR(100) NOT NULL,
  task_instance VARCHAR(100) NOT NULL,
  task_data BYTEA,
  execution_time TIMESTAMP WITH TIME ZONE NOT NULL,
  picked BOOLEAN NOT NULL,
  picked_by VARCHAR(50),
  last_success TIMESTAMP WITH TIME ZONE,
  last_failure TIMESTAMP WITH TIME ZONE,
  consecutive_failures INTEGER,
  last_heartbeat TIMESTAMP WITH TIME ZONE,
  version BIGINT NOT NULL,
  priority SMALLINT,
  CONSTRAINT membersync_scheduled_task_pk PRIMARY KEY (task_name, task_instance)
);
CREATE INDEX membersync_scheduled_task_due ON membersync_scheduled_task (execution_time);
CREATE INDEX membersync_scheduled_task_beat ON membersync_scheduled_task (last_heartbeat);

INSERT INTO membersync_schema (version) VALUES (2);
