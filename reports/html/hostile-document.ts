/** For tests: a document in which every text that a stranger could choose tries to break out of where it is put. */
import { type RunDocument, runDocumentSchema } from '../../harness/result/schema.ts';
import { inventedRunDocument } from '../fixture-document.ts';

/** Runs when a text is taken for markup, or for the end of a script. */
export const HOSTILE_TEXT =
  '</script></style></title><img src=x onerror="globalThis.canary=1"><script>globalThis.canary=1</script>' +
  '"\'`$' +
  '{globalThis.canary=1}\u2028\u202Edesrever';

/** Keys whose values the schema fixes, and what must stay as it is to be read at all. */
const KEPT_KEYS = new Set([
  'status',
  'verdict',
  'kind',
  'severity',
  'part',
  'unit',
  'better',
  'decidedBy',
  'window',
  'documentKind',
  'startedAt',
]);

/** Appends to equal texts equally, so that ids still find each other. */
function poison(value: unknown, key: string): unknown {
  if (typeof value === 'string') return KEPT_KEYS.has(key) ? value : value + HOSTILE_TEXT;
  if (Array.isArray(value)) return value.map((item) => poison(item, key));
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, poison(inner, name)]));
}

/** The invented document with every free text poisoned. Passes `runDocumentSchema`. */
export function hostileRunDocument(): RunDocument {
  return runDocumentSchema.parse(poison(inventedRunDocument(2), ''));
}
