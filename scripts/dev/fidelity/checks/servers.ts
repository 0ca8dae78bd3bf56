/** The closed loop of servers against autocannon alone, on the same live server. */
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { builtUrl } from '../../../../harness/built.ts';
import { Recorder } from '../../../../harness/measure/recorder.ts';
import { readWindow } from '../../../../harness/measure/slice-reading.ts';
import { driveAutocannon } from '../../../../harness/servers/drive-autocannon.ts';
import { ServerSession } from '../../../../harness/servers/server-session.ts';
import { median } from '../../../../harness/stats/describe.ts';
import app from '../../../../scenarios/servers/app.ts';
import { builtInCell, models } from '../contrasts.ts';
import type { FidelityCheck, FidelityRow } from '../row.ts';

const PAIRS = 6;
const WINDOW_MS = 3_000;
const CONNECTIONS = 8;
const INPUT_COUNT = 8;

/** Requests per second by autocannon's own count over its whole run. */
async function runAutocannon(url: string): Promise<number> {
  const entry = fileURLToPath(builtUrl('scripts/dev/fidelity/autocannon-entry.js'));
  const args = [entry, url, String(CONNECTIONS), String(WINDOW_MS / 1e3)];
  const { stdout } = await promisify(execFile)(process.execPath, args);
  return Number(stdout);
}

async function driveOurs(server: ServerSession): Promise<number> {
  const recorder = new Recorder();
  const outcome = await driveAutocannon({
    server,
    inputCount: INPUT_COUNT,
    connections: CONNECTIONS,
    plan: { leadInMs: 300, windowMs: WINDOW_MS, minCompletions: 20 },
    recorder,
    taskDeadlineMs: 30_000,
  });
  if (outcome.error) throw new Error(outcome.error.message);
  const { windowStartMs, windowEndMs } = outcome;
  const window = readWindow(recorder.tasks(), windowStartMs, windowEndMs, 1);
  return (window.credit / window.windowMs) * 1e3;
}

export const serversAgreeWithAutocannon: FidelityCheck = {
  id: 'servers',
  summary: 'requests per second of a server against autocannon alone, ABBA',
  run: async (lab, log) => {
    const rows: FidelityRow[] = [];
    for (const route of ['json', 'cpu']) {
      const cell = builtInCell('server', 'servers/app', {
        model: models.singleLoop,
        params: { route },
        inFlight: CONNECTIONS,
      });
      const request = lab.toRoundRequest(cell, await lab.makeTempDir());
      const server = await ServerSession.open(request, app.server as never);
      try {
        for (let index = 0; index < INPUT_COUNT; index++) await server.run(index);
        const url = `${server.origin}/${server.loadRoute}/1`;
        await runAutocannon(url); // both meet a warm server
        const ratios: number[] = [];
        for (let pair = 0; pair < PAIRS; pair++) {
          const isFirst = pair % 2 === 0;
          const before = isFirst ? await driveOurs(server) : await runAutocannon(url);
          const after = isFirst ? await runAutocannon(url) : await driveOurs(server);
          ratios.push(isFirst ? before / after : after / before);
          log(`${route} ${pair + 1}/${PAIRS}`);
        }
        const ratio = median(ratios);
        rows.push({
          what: `\`servers/app\`, route ${route}, ${CONNECTIONS} connections: reported ÷ autocannon alone, median of ${PAIRS} pairs`,
          goal: 'within 5 %',
          measured: ratio.toFixed(4),
          passed: Math.abs(ratio - 1) <= 0.05,
        });
      } finally {
        await server.close();
      }
    }
    return rows;
  },
};
