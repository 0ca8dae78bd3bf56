/** The document inside the page, as far as the size of the page allows. */
import type { RunDocument } from '../../harness/result/schema.ts';
import { formatBytes } from '../format.ts';
import { embeddedJson, toScriptJson } from './embedded-json.ts';
import { type Markup, markup } from './markup.ts';

/** The page is to stay under 1.5 MB, of which script, tables and chart data take about 0.5. */
const MOST_BYTES = 900_000;

/** The document as it is embedded, and what had to be left out of it, in words; null when it is complete. */
export interface EmbeddedDocument {
  readonly document: RunDocument;
  readonly leftOut: string | null;
  readonly byteCount: number;
}

const withoutSlices = (document: RunDocument): RunDocument => ({
  ...document,
  cells: document.cells.map((cell) => ({
    ...cell,
    blocks: cell.blocks.map((round) => ({ ...round, slices: [] })),
  })),
});

const withoutBlocks = (document: RunDocument): RunDocument => ({
  ...document,
  cells: document.cells.map((cell) => ({ ...cell, blocks: [] })),
});

/** The fullest form of the document that fits: whole, without slices, or without the raw values of blocks. Pure. */
export function fitDocument(document: RunDocument, mostBytes = MOST_BYTES): EmbeddedDocument {
  const forms = [
    { shorten: (whole: RunDocument) => whole, leftOut: null },
    { shorten: withoutSlices, leftOut: 'the single slices' },
    { shorten: withoutBlocks, leftOut: 'the raw values of the blocks' },
  ];
  let fitted: EmbeddedDocument = { document, leftOut: null, byteCount: 0 };
  for (const { shorten, leftOut } of forms) {
    const shortened = shorten(document);
    fitted = { document: shortened, leftOut, byteCount: Buffer.byteLength(toScriptJson(shortened)) };
    if (fitted.byteCount <= mostBytes) break;
  }
  return fitted;
}

/** The section that says what is embedded, and the data itself. */
export function rawDataSection(document: RunDocument): Markup {
  const { document: embedded, leftOut, byteCount } = fitDocument(document);
  const extent =
    leftOut === null
      ? 'The complete result document is inside this page'
      : `The result document is inside this page without ${leftOut}, to keep the page small; result.json beside it has them`;
  return markup`<section id="raw"><h2>Raw data</h2>
<p>${extent} (${formatBytes(byteCount)} of JSON, in the element <code>#document</code>). <button type="button" id="save" hidden>Save as JSON</button></p>
${embeddedJson('document', embedded)}</section>`;
}
