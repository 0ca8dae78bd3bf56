import type { Finding } from '../result/schema.ts';
import type { Analyser } from './analyser.ts';
import { siblingsOf } from './siblings.ts';

/** Less than this is not worth a change. */
const WORTH_RATIO = 1.1;
const REMEDY =
  "fork with serialization: 'advanced': JSON has no word for bytes, Map, Date or BigInt, and writes a Buffer as a list of numbers";

/** JSON between processes failed or was surely slower where structured clone did the same work: binary data above all. */
export const jsonMessages: Analyser = (document) =>
  document.cells.flatMap((cell): Finding[] => {
    if (cell.knobs.serialization !== 'json') return [];
    const [advanced] = siblingsOf(cell, 'serialization', document);
    if (advanced?.throughputPerSec === null || advanced === undefined) return [];
    const base = { id: 'json-messages', cell: cell.id, remedy: REMEDY };
    if (cell.status === 'failed') {
      const evidence = 'it failed with messages in JSON, and did its work with serialization=advanced';
      return [{ ...base, severity: 'warning', evidence }];
    }
    if (cell.status !== 'ok' || cell.throughputPerSec === null) return [];
    const { value, high } = cell.throughputPerSec;
    const ratio = advanced.throughputPerSec.value / value;
    if (high >= advanced.throughputPerSec.low || ratio < WORTH_RATIO) return [];
    const evidence = `with serialization=advanced it settled ${ratio.toFixed(ratio < 10 ? 1 : 0)} times as many tasks`;
    return [{ ...base, severity: 'info', evidence }];
  });
