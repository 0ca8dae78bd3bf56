/** A delay of 5 ms, put into one part of a task's way at a time. */
import { measureBlocks, slowJsonCell } from '../contrasts.ts';
import type { FidelityCheck, FidelityRow } from '../row.ts';

type Part = 'queue' | 'send' | 'run' | 'return';
const PARTS: readonly Part[] = ['queue', 'send', 'run', 'return'];
const NONE = { sendMs: 0, runMs: 0, returnMs: 0 };

export const receiptShowsDelays: FidelityCheck = {
  id: 'receipt',
  summary: 'an injected 5 ms delay in queue, send, run or return',
  run: async (lab, log) => {
    const measure = async (delays: typeof NONE, inFlight: number): Promise<Record<Part, number>> => {
      const cell = slowJsonCell('receipt', delays, inFlight);
      const [block] = await measureBlocks(lab, [cell], 1, { boxMs: 4_000 }, log);
      const receipt = block?.rounds.get('receipt')?.receiptMs;
      if (!receipt) throw new Error('no receipt');
      return { queue: receipt.queue ?? 0, send: receipt.send ?? 0, run: receipt.run, return: receipt.return };
    };
    const plain = await measure(NONE, 1);
    const running = await measure({ ...NONE, runMs: 5 }, 1);
    const cases: { part: Part; before: Record<Part, number>; after: Record<Part, number> }[] = [
      // Behind a task of 5 ms on the only child the next one waits for 5 ms, and nothing else changes.
      { part: 'queue', before: running, after: await measure({ ...NONE, runMs: 5 }, 2) },
      { part: 'send', before: plain, after: await measure({ ...NONE, sendMs: 5 }, 1) },
      { part: 'run', before: plain, after: running },
      { part: 'return', before: plain, after: await measure({ ...NONE, returnMs: 5 }, 1) },
    ];
    return cases.map(({ part, before, after }): FidelityRow => {
      const added = Object.fromEntries(PARTS.map((name) => [name, after[name] - before[name]])) as Record<
        Part,
        number
      >;
      const others = PARTS.filter((name) => name !== part).map((name) => Math.abs(added[name]));
      return {
        what: `5 ms injected into ${part}`,
        goal: 'that part + 4.5 – 6 ms, the others unchanged (± 0.5 ms)',
        measured: `${PARTS.map(
          (name) => `${name} ${added[name] >= 0 ? '+' : '−'}${Math.abs(added[name]).toFixed(2)}`,
        ).join(' · ')} ms`,
        passed: added[part] >= 4.5 && added[part] <= 6 && Math.max(...others) < 0.5,
      };
    });
  },
};
