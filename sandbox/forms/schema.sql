-- A form is one document; its responses are rows.
CREATE TABLE IF NOT EXISTS forms (
  id TEXT PRIMARY KEY,
  revision INTEGER NOT NULL DEFAULT 1,
  responder TEXT NOT NULL UNIQUE,   -- the id in the address that respondents open
  body TEXT NOT NULL                -- JSON: info, settings, items, publishSettings
);
CREATE TABLE IF NOT EXISTS form_responses (
  id TEXT PRIMARY KEY,
  form TEXT NOT NULL,
  number INTEGER NOT NULL,          -- in the order in which they were first sent
  created TEXT NOT NULL,
  submitted TEXT NOT NULL,
  email TEXT NOT NULL DEFAULT '',
  answers TEXT NOT NULL             -- JSON: question id to a list of texts
);
CREATE INDEX IF NOT EXISTS form_responses_by_form ON form_responses (form, submitted);
