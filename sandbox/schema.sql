-- What the sandbox itself keeps: its clock and counters, its switches and faults, and the calls it was asked.
CREATE TABLE IF NOT EXISTS state (name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS switches (name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS faults (
  id INTEGER PRIMARY KEY,
  rule TEXT NOT NULL,          -- JSON as it was posted
  seen INTEGER NOT NULL DEFAULT 0,
  fired INTEGER NOT NULL DEFAULT 0
);
CREATE TABLE IF NOT EXISTS late (
  id INTEGER PRIMARY KEY,
  due TEXT NOT NULL,           -- by the sandbox's clock
  due_wall REAL NOT NULL,      -- by the clock on the wall: whichever comes first
  request TEXT NOT NULL        -- JSON: method, uri, headers, body
);
CREATE TABLE IF NOT EXISTS traffic (
  id INTEGER PRIMARY KEY,
  at TEXT NOT NULL,
  method TEXT NOT NULL,
  verb TEXT NOT NULL,
  path TEXT NOT NULL,
  status INTEGER NOT NULL,     -- 0: the connection was dropped
  user TEXT NOT NULL,
  fault TEXT
);
CREATE INDEX IF NOT EXISTS traffic_method ON traffic (method);
