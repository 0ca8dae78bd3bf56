/** Turns positions inside a compiled bundle back into lines of the user's own file. */
import { readFileSync } from 'node:fs';
import { SourceMap, type SourceMapPayload } from 'node:module';
import { fileURLToPath } from 'node:url';
import type { ErrorRecord } from '../errors.ts';

const mapsByUrl = new Map<string, SourceMap | null>();

function readMap(moduleUrl: string): SourceMap | null {
  const known = mapsByUrl.get(moduleUrl);
  if (known !== undefined) return known;
  let map: SourceMap | null = null;
  try {
    map = new SourceMap(JSON.parse(readFileSync(new URL(`${moduleUrl}.map`), 'utf8')) as SourceMapPayload);
  } catch {
    // Plain JavaScript has no map: its positions are the user's already.
  }
  mapsByUrl.set(moduleUrl, map);
  return map;
}

/**
 * `stack` with every position in the bundle at `moduleUrl` replaced by the file, line and column it was compiled from;
 * unchanged where there is no `<bundle>.map`. Why not Node's own source-map support: that parses the maps of every
 * package at start-up, which is timed; this reads one map when the first task fails. Never throws.
 */
function mapStack(stack: string, moduleUrl: string): string {
  if (!stack.includes(moduleUrl)) return stack;
  const map = readMap(moduleUrl);
  if (map === null) return stack;
  const parts = stack.split(moduleUrl);
  return parts.slice(1).reduce((mapped, part) => {
    const position = /^:(\d+):(\d+)/.exec(part);
    if (!position) return `${mapped}${moduleUrl}${part}`;
    const entry = map.findEntry(Number(position[1]) - 1, Number(position[2]) - 1);
    if (!('originalSource' in entry)) return `${mapped}${moduleUrl}${part}`;
    const source = fileURLToPath(new URL(entry.originalSource, moduleUrl));
    const rest = part.slice(position[0].length);
    return `${mapped}${source}:${entry.originalLine + 1}:${entry.originalColumn + 1}${rest}`;
  }, parts[0]!);
}

/** The same for an error as data, its causes included. */
export function mapErrorRecord(record: ErrorRecord, moduleUrl: string): ErrorRecord {
  return {
    ...record,
    ...(record.stack === undefined ? {} : { stack: mapStack(record.stack, moduleUrl) }),
    ...(record.cause === undefined ? {} : { cause: mapErrorRecord(record.cause, moduleUrl) }),
  };
}
