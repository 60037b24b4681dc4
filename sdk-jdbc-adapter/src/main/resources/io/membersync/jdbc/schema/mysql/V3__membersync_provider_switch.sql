-- How an operator has switched a provider: ON, HIDDEN or OFF. One without a row is on.

CREATE TABLE IF NOT EXISTS membersync_provider_switch (
  shop VARCHAR(32) NOT NULL,
  namespace VARCHAR(64) NOT NULL,
  switched_to VARCHAR(16) NOT NULL,
  switched_at BIGINT NOT NULL,
  CONSTRAINT membersync_provider_switch_pk PRIMARY KEY (shop, namespace)
) ENGINE = InnoDB ROW_FORMAT = DYNAMIC DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

INSERT INTO membersync_schema (version) VALUES (3);
