/** The documents' shape as JSON Schema, for programs in other languages: derived, never written by hand. */
import { z } from 'zod';
import { comparisonDocumentSchema, runDocumentSchema } from './schema.ts';
import { tuneDocumentSchema } from './tune-schema.ts';

/** Kinds of documents that are read and written; each has its schema file `dist/schema/<kind>.json`. */
export const DOCUMENT_KINDS = ['run', 'comparison', 'tune'] as const;
export type DocumentKind = (typeof DOCUMENT_KINDS)[number];

const SCHEMAS: Readonly<Record<DocumentKind, z.ZodType>> = {
  run: runDocumentSchema,
  comparison: comparisonDocumentSchema,
  tune: tuneDocumentSchema,
};

/**
 * JSON Schema (draft 2020-12) of one kind of document. Pure. Additional fields are allowed, so that a reader that
 * validates does not break on a field that a later release adds within the same version.
 */
export function jsonSchemaOf(kind: DocumentKind): object {
  return z.toJSONSchema(SCHEMAS[kind], { io: 'input' });
}
