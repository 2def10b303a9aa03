-- Google Chat: a space, who may write and read in it, and what was posted.
CREATE TABLE IF NOT EXISTS chat_spaces (
  name TEXT PRIMARY KEY,       -- spaces/AAAA…
  title TEXT NOT NULL,
  at TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS chat_members (
  space TEXT NOT NULL,
  member TEXT NOT NULL,        -- an address; the Chat app has that of the account that calls for it
  PRIMARY KEY (space, member)
);
CREATE TABLE IF NOT EXISTS chat_messages (
  name TEXT PRIMARY KEY,       -- spaces/AAAA…/messages/…
  space TEXT NOT NULL,
  sender TEXT NOT NULL,
  request TEXT,
  text TEXT NOT NULL,
  at TEXT NOT NULL,
  rings INTEGER NOT NULL       -- 1: it was to be heard whatever its readers have set
);
CREATE UNIQUE INDEX IF NOT EXISTS chat_requests ON chat_messages (space, request);
