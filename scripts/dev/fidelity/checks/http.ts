/** An independent client against the same server: autocannon, closed loop, in a process of its own. */
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { builtUrl } from '../../../../harness/built.ts';
import { startServices } from '../../../../harness/services/start-services.ts';
import { median } from '../../../../harness/stats/describe.ts';
import { delayServer } from '../../../../scenarios/services/refs.ts';
import { builtInCell, models } from '../contrasts.ts';
import type { FidelityCheck } from '../row.ts';

const TURNS = 8;
const WINDOW_MS = 2_000;
const CONNECTIONS = 8;
const DELAY_MS = 10;

/** Requests per second by autocannon's own count over its whole run. */
async function runAutocannon(url: string): Promise<number> {
  const entry = fileURLToPath(builtUrl('scripts/dev/fidelity/autocannon-entry.js'));
  const args = [entry, url, String(CONNECTIONS), String(WINDOW_MS / 1e3)];
  const { stdout } = await promisify(execFile)(process.execPath, args);
  return Number(stdout);
}

export const autocannonAgrees: FidelityCheck = {
  id: 'http',
  summary: 'io/http-fan-out against autocannon on the same server',
  run: async (lab, log) => {
    const services = await startServices([delayServer], { deadlineMs: 30_000 });
    try {
      const cell = builtInCell('http', 'io/http-fan-out', {
        model: models.singleLoop,
        params: { fanOut: 1, delayMs: DELAY_MS },
        inFlight: CONNECTIONS,
      });
      const live = await lab.open(cell, services.addresses);
      const url = `${services.addresses[delayServer.id]?.url}/json?delayMs=${DELAY_MS}&id=1`;
      const ratios: number[] = [];
      for (let turn = 0; turn < TURNS; turn++) {
        const theirs = await runAutocannon(url);
        const { window } = await live.send(
          'slice',
          { leadInMs: 300, windowMs: WINDOW_MS, minCompletions: 20 },
          60_000,
        );
        ratios.push(((window.credit / window.windowMs) * 1e3) / theirs);
        log(`turn ${turn + 1}/${TURNS}`);
      }
      await live.kill();
      const ratio = median(ratios);
      return [
        {
          what: `\`io/http-fan-out\`, one request of ${DELAY_MS} ms × ${CONNECTIONS} in flight: reported ÷ autocannon, median of ${TURNS}`,
          goal: 'within 3 %',
          measured: ratio.toFixed(4),
          passed: Math.abs(ratio - 1) <= 0.03,
        },
      ];
    } finally {
      await services.stop();
    }
  },
};
