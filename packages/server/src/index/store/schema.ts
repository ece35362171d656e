/** Kept in the file's `user_version`. A change of the tables below is a new number and a step that leads to it. */
export const schemaVersion = 1;

/** The lexical index, without a copy of the texts. */
export const wordsTable: string = `CREATE VIRTUAL TABLE words USING fts5 (
    path, symbols, text,
    content = '', contentless_delete = 1, tokenize = 'porter unicode61 remove_diacritics 2'
  );`;

/**
 * files   what is known of every discovered file, left out or not; neither read nor left out: not finished
 * texts   one row a distinct embedded text, kept for a while after its last chunk has gone (a branch may come back);
 *         `released_ms` is when that was
 * vectors one row a text and vector space; rows are only added, and never under a used id, so that a reader who
 *         remembers the last id it has seen can catch up
 * claims  texts that a process is embedding at the moment
 * words   the lexical index; the row id is the chunk's
 */
export const schema: string = `
  CREATE TABLE settings (name TEXT PRIMARY KEY, value) WITHOUT ROWID;
  CREATE TABLE files (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    path TEXT NOT NULL UNIQUE,
    size INTEGER NOT NULL,
    modified_ms REAL NOT NULL,
    checked_ms REAL NOT NULL,
    sha256 TEXT,
    language TEXT NOT NULL,
    skipped TEXT
  );
  CREATE TABLE texts (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    sha256 BLOB NOT NULL UNIQUE,
    released_ms REAL
  );
  CREATE INDEX texts_by_release ON texts (released_ms) WHERE released_ms IS NOT NULL;
  CREATE TABLE chunks (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    file_id INTEGER NOT NULL REFERENCES files (id),
    start_line INTEGER NOT NULL,
    end_line INTEGER NOT NULL,
    header TEXT NOT NULL,
    text TEXT NOT NULL,
    symbols TEXT NOT NULL,
    text_id INTEGER NOT NULL REFERENCES texts (id)
  );
  CREATE INDEX chunks_by_file ON chunks (file_id);
  CREATE INDEX chunks_by_text ON chunks (text_id);
  ${wordsTable}
  CREATE TABLE spaces (id INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, dimensions INTEGER NOT NULL);
  CREATE TABLE vectors (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    space_id INTEGER NOT NULL REFERENCES spaces (id),
    text_id INTEGER NOT NULL REFERENCES texts (id),
    vector BLOB NOT NULL
  );
  CREATE UNIQUE INDEX vectors_by_text ON vectors (text_id, space_id);
  CREATE TABLE claims (
    text_id INTEGER NOT NULL,
    space_id INTEGER NOT NULL,
    owner TEXT NOT NULL,
    until_ms REAL NOT NULL,
    PRIMARY KEY (text_id, space_id)
  ) WITHOUT ROWID;
  PRAGMA user_version = ${schemaVersion};
`;
