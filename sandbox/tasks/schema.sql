-- Cloud Tasks: queues, and their tasks; one that was called stays, so that its name is not free again at once.
CREATE TABLE IF NOT EXISTS task_queues (
  name TEXT PRIMARY KEY        -- projects/…/locations/…/queues/…
);
CREATE TABLE IF NOT EXISTS tasks (
  name TEXT PRIMARY KEY,       -- projects/…/locations/…/queues/…/tasks/…
  queue TEXT NOT NULL,
  task TEXT NOT NULL,          -- as it was asked for
  due TEXT NOT NULL,           -- when it is to be called next
  attempts INTEGER NOT NULL,   -- how often it was called
  done TEXT                    -- when it was done with: called well, or given up
);
