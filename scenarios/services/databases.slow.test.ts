/** The real servers: they start, hold what scenarios ask for, and are gone afterwards with all that they wrote. */

import { chmod, mkdtemp, readdir, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { ServiceRef } from '../../harness/scenario.ts';
import { startServices } from '../../harness/services/start-services.ts';
import { builtInScenarios } from '../index.ts';
import { whyLeftOut } from '../testable.ts';
import { mysql, postgres, redis } from './refs.ts';

const DEADLINE_MS = 30_000;

let temp: string;
beforeAll(async () => {
  temp = await mkdtemp(join(tmpdir(), 'crossover-databases-'));
  await chmod(temp, 0o755); // servers that refuse to run as root pass through it as somebody else
  vi.stubEnv('TMPDIR', temp);
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await rm(temp, { recursive: true, force: true });
});

const start = (ref: ServiceRef) => startServices([ref], { deadlineMs: DEADLINE_MS });

/** Whether somebody takes connections there. */
function answers(url: string): Promise<boolean> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve) => {
    const socket = connect(Number(port), hostname);
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
}

/** Outside CI a missing server leaves its tests out with a word; in CI nothing is left out. */
function isThere(scenarioId: string): boolean {
  const found = builtInScenarios.find(({ id }) => id === scenarioId);
  const obstacle = found === undefined ? 'there is no such scenario' : whyLeftOut(found);
  if (obstacle === null) return true;
  console.warn(`NOT TESTED: ${scenarioId}: ${obstacle}`);
  return false;
}

describe.each([
  ['io/postgres-query', postgres],
  ['io/mysql-query', mysql],
  ['io/redis-pipeline', redis],
] as const)('%s', (scenarioId, ref) => {
  test.runIf(isThere(scenarioId))('its server answers, and is gone with its folder', async () => {
    const services = await start(ref);
    const url = String(services.addresses[ref.id]?.url);
    expect(await answers(url)).toBe(true);
    await services.stop();
    await vi.waitUntil(async () => !(await answers(url)), { timeout: 5_000 });
    expect(await readdir(temp)).toEqual([]);
  });
});

describe.runIf(isThere('io/postgres-query'))('PostgreSQL of somebody else', () => {
  test('is given a schema of its own, and nothing of it is left', async () => {
    const theirs = await start(postgres);
    const url = String(theirs.addresses.postgres?.url);
    vi.stubEnv('CROSSOVER_POSTGRES_URL', url);
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    const schemas = async (): Promise<string[]> => {
      const { rows } = await client.query<{ name: string }>(
        "SELECT nspname AS name FROM pg_namespace WHERE nspname LIKE 'crossover\\_%'",
      );
      return rows.map(({ name }) => name);
    };
    try {
      const guest = await start(postgres);
      const { schema } = guest.addresses.postgres ?? {};
      expect(await schemas()).toEqual([schema]);
      const { rows } = await client.query(`SELECT count(*)::int AS count FROM ${schema}.customers`);
      expect(rows).toEqual([{ count: 10_000 }]);
      await guest.stop();
      expect(await schemas()).toEqual([]);
      expect(await answers(url)).toBe(true);
    } finally {
      await client.end();
      vi.stubEnv('CROSSOVER_POSTGRES_URL', undefined);
      await theirs.stop();
    }
  });
});
