/**
 * Text in, a checked document out. Everything that reads a result goes through here, so that what stands behind it
 * need not doubt a field; a document may come from a stranger, so every refusal names the file, the field and the fix.
 */
import { readFile, stat } from 'node:fs/promises';
import type { ZodError } from 'zod';
import { CrossoverError } from '../errors.ts';
import { locateDocument, locateTune, TUNE_FILE } from './locate.ts';
import {
  type ComparisonDocument,
  comparisonDocumentSchema,
  type RunDocument,
  runDocumentSchema,
} from './schema.ts';
import { type TuneDocument, tuneDocumentSchema } from './tune-schema.ts';
import { type JsonObject, upgradeDocument } from './upgrade.ts';

export type ResultDocument = RunDocument | ComparisonDocument | TuneDocument;

/** A run of 1,000 cells takes some 30 MB; whatever is larger than this is no result of ours. */
const MAX_DOCUMENT_BYTES = 200 * 1024 * 1024;
const MAX_SHOWN_ISSUES = 3;

/**
 * Parses, upgrades and validates. `sourceLabel` (a path) is what messages call the document. Pure.
 * Throws CROSSOVER_DOCUMENT for invalid JSON, foreign JSON, an unknown version or kind, a missing or wrong field.
 */
export function parseDocument(text: string, sourceLabel: string): ResultDocument {
  if (text.length > MAX_DOCUMENT_BYTES) throw tooLarge(sourceLabel, text.length);
  const document = upgradeDocument(parseJsonObject(text, sourceLabel), sourceLabel);
  switch (document.documentKind) {
    case 'run':
      return validate(() => runDocumentSchema.safeParse(document), sourceLabel);
    case 'comparison':
      return validate(() => comparisonDocumentSchema.safeParse(document), sourceLabel);
    case 'tune':
      return validate(() => tuneDocumentSchema.safeParse(document), sourceLabel);
    default:
      throw new CrossoverError(
        'CROSSOVER_DOCUMENT',
        `${sourceLabel} is of the unknown kind ${JSON.stringify(document.documentKind) ?? '(none)'}.`,
        { remedy: 'Known kinds: run, comparison, tune.' },
      );
  }
}

/** A document together with the file it was read from. */
export interface ReadDocument<Document extends ResultDocument = ResultDocument> {
  readonly document: Document;
  readonly path: string;
}

/**
 * Reads the document that a user's word names: a file, a run folder, or `latest` below `outDir`.
 * Throws CROSSOVER_DOCUMENT when there is none or {@link parseDocument} refuses it.
 */
export async function readDocument(path: string, outDir: string): Promise<ReadDocument> {
  const file = await locateDocument(path, outDir);
  const { size } = await stat(file);
  if (size > MAX_DOCUMENT_BYTES) throw tooLarge(file, size);
  return { document: parseDocument(await readFile(file, 'utf8'), file), path: file };
}

/** Like {@link readDocument}, for those who need a run: another kind is refused by its name. */
export async function readRunDocument(path: string, outDir: string): Promise<ReadDocument<RunDocument>> {
  const { document, path: file } = await readDocument(path, outDir);
  if (document.documentKind === 'run') return { document, path: file };
  throw new CrossoverError('CROSSOVER_DOCUMENT', `${file} holds a ${document.documentKind}, not a run.`, {
    remedy: 'Give the result.json of a run, or its folder.',
  });
}

/** Like {@link readDocument}, for those who need a tune: another kind is refused by its name. */
export async function readTuneDocument(path: string, outDir: string): Promise<ReadDocument<TuneDocument>> {
  const { document, path: file } = await readDocument(await locateTune(path, outDir), outDir);
  if (document.documentKind === 'tune') return { document, path: file };
  throw new CrossoverError('CROSSOVER_DOCUMENT', `${file} holds a ${document.documentKind}, not a tune.`, {
    remedy: `Give the ${TUNE_FILE} that \`crossover tune\` wrote, or its folder.`,
  });
}

function tooLarge(sourceLabel: string, byteCount: number): CrossoverError {
  const mebibytes = Math.round(byteCount / 1024 / 1024);
  return new CrossoverError('CROSSOVER_DOCUMENT', `${sourceLabel} is too large: ${mebibytes} MiB.`, {
    remedy: `Documents up to ${MAX_DOCUMENT_BYTES / 1024 / 1024} MiB are read.`,
  });
}

function parseJsonObject(text: string, sourceLabel: string): JsonObject {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new CrossoverError('CROSSOVER_DOCUMENT', `${sourceLabel} is not valid JSON (${why}).`, { cause });
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as JsonObject;
  throw new CrossoverError('CROSSOVER_DOCUMENT', `${sourceLabel} is JSON, but not an object.`, {
    remedy: 'Give the result.json of a run, or its folder.',
  });
}

type SafeResult<Document> = { success: true; data: Document } | { success: false; error: ZodError };

function validate<Document>(parse: () => SafeResult<Document>, sourceLabel: string): Document {
  let result: SafeResult<Document>;
  try {
    result = parse();
  } catch (cause) {
    // A cause of a cause of a cause … thousands deep exhausts the stack: hostile, but only a document.
    throw new CrossoverError('CROSSOVER_DOCUMENT', `${sourceLabel} is nested too deeply to be read.`, {
      cause,
    });
  }
  if (result.success) return result.data;
  throw new CrossoverError(
    'CROSSOVER_DOCUMENT',
    `${sourceLabel} is damaged: ${describeIssues(result.error)}.`,
    {
      remedy: 'Run again, or read it with the release that wrote it.',
      cause: result.error,
    },
  );
}

/** `cells[0].status: Invalid option …; blocks: …; and 4 more`. */
function describeIssues(error: ZodError): string {
  const shown = error.issues
    .slice(0, MAX_SHOWN_ISSUES)
    .map(({ path, message }) => `${fieldName(path)}: ${message}`);
  const hiddenCount = error.issues.length - shown.length;
  return [...shown, ...(hiddenCount > 0 ? [`and ${hiddenCount} more`] : [])].join('; ');
}

function fieldName(path: readonly PropertyKey[]): string {
  return path.reduce<string>((name, key) => {
    if (typeof key === 'number') return `${name}[${key}]`;
    return name === '' ? String(key) : `${name}.${String(key)}`;
  }, '');
}
