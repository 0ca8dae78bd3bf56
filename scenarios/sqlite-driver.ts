/** SQLite by whichever driver is here: better-sqlite3 where it is installed, else Node's own (from 22.13 on). Both block their thread. */
import { createRequire } from 'node:module';
import { isInstalled } from './is-installed.ts';

const require = createRequire(import.meta.url);

/** As much of a database as is used here; both drivers have it. */
export interface SqliteDatabase {
  exec(sql: string): unknown;
  prepare(sql: string): { all(...values: readonly number[]): unknown[] };
  close(): unknown;
}

type OpenSqlite = (path: string, isReadOnly: boolean) => SqliteDatabase;

type BetterSqlite = new (path: string, options: { readonly: boolean }) => SqliteDatabase;
interface OwnSqlite {
  readonly DatabaseSync: new (path: string, options: { readOnly: boolean }) => SqliteDatabase;
}

function byBetterSqlite(path: string, isReadOnly: boolean): SqliteDatabase {
  const Database = require('better-sqlite3') as BetterSqlite;
  return new Database(path, { readonly: isReadOnly });
}

/** Null in a Node.js that has none, or only behind a flag. */
function findOwnSqlite(): OpenSqlite | null {
  const own = process.getBuiltinModule('node:sqlite') as OwnSqlite | undefined;
  return own === undefined
    ? null
    : (path, isReadOnly) => new own.DatabaseSync(path, { readOnly: isReadOnly });
}

/** What went wrong when it was opened for the first time; null where it works. Its binary is loaded only then. */
function whyBetterSqliteFails(): string | null {
  try {
    byBetterSqlite(':memory:', false).close();
    return null;
  } catch (error) {
    return String((error as Error).message).split(/\. Tried|\n/)[0]!;
  }
}

/** How to open a database here, or in one line why that cannot be done. */
export function findSqlite(): { readonly open: OpenSqlite } | { readonly obstacle: string } {
  const hasPackage = isInstalled('better-sqlite3');
  const failure = hasPackage ? whyBetterSqliteFails() : null;
  if (hasPackage && failure === null) return { open: byBetterSqlite };
  const own = findOwnSqlite();
  if (own !== null) return { open: own };
  return {
    obstacle:
      failure === null
        ? 'it needs SQLite: npm install better-sqlite3@12, or Node.js from 22.13 on'
        : `better-sqlite3 is installed and does not load (${failure}): npm rebuild better-sqlite3`,
  };
}
