-- Which store this is, and the feed of its changes.

CREATE TABLE relais_meta (
  one INTEGER NOT NULL PRIMARY KEY DEFAULT 1 CHECK (one = 1),
  store_uuid TEXT NOT NULL,
  schema_version INTEGER NOT NULL,
  feed_pruned INTEGER NOT NULL DEFAULT 0,
  created_at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
) STRICT;

-- Filled by triggers in the writer's own transaction, with root rows only: a change of a contact
-- point is a change of its address. AUTOINCREMENT: a seq is never used again, even if pruned.
CREATE TABLE change_log (
  seq INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
  table_name TEXT NOT NULL,
  row_id TEXT NOT NULL,
  op TEXT NOT NULL CHECK (op IN ('insert', 'update', 'delete')),
  handler_old TEXT,
  handler_new TEXT
) STRICT;
