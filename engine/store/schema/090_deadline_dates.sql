-- Version 3: the date of a deadline that nobody can extend does not change unnoticed.

-- Filled by trigger, read by relais, never pruned: whoever missed such a deadline will be asked.
CREATE TABLE deadline_date_change (
  seq INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
  deadline_id TEXT NOT NULL,
  entity_id TEXT NOT NULL,
  type TEXT NOT NULL,
  old_date TEXT NOT NULL,
  old_time TEXT,
  new_date TEXT NOT NULL,
  new_time TEXT
) STRICT;
CREATE INDEX deadline_date_change_by_deadline ON deadline_date_change(deadline_id);

CREATE TRIGGER deadline_date_changed AFTER UPDATE OF due_date, due_time ON deadline
WHEN (NEW.due_date, NEW.due_time) IS NOT (OLD.due_date, OLD.due_time)
  AND (OLD.type IN ('statutory', 'peremptory') OR NEW.type IN ('statutory', 'peremptory'))
BEGIN
  INSERT INTO deadline_date_change(deadline_id, entity_id, type, old_date, old_time, new_date,
                                   new_time)
  VALUES (NEW.id, NEW.entity_id,
          CASE WHEN OLD.type IN ('statutory', 'peremptory') THEN OLD.type ELSE NEW.type END,
          OLD.due_date, OLD.due_time, NEW.due_date, NEW.due_time);
END;
