import { Pool } from 'undici';
import { expect, test } from 'vitest';
import { frameworks } from './frameworks.ts';

const PER_SEC = 250;
const BEFORE_MS = 300;

/** Asks at a steady pace on connections that are kept, and ends the server in the middle of it. */
async function endUnderLoad(framework: keyof typeof frameworks) {
  const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
  const server = await frameworks[framework]({
    slow: async (index) => {
      await wait(20);
      return { index };
    },
  });
  const pool = new Pool(`http://127.0.0.1:${server.port}`, { connections: 50, pipelining: 1 });
  const outcomes = { answered: 0, refused: 0, lost: [] as string[] };
  const askOne = async (index: number): Promise<void> => {
    try {
      const { statusCode, body } = await pool.request({ path: `/slow/${index}`, method: 'GET' });
      expect(await body.json()).toEqual({ index });
      if (statusCode === 200) outcomes.answered += 1;
      else outcomes.lost.push(String(statusCode));
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'ECONNREFUSED') outcomes.refused += 1;
      else outcomes.lost.push(String(code));
    }
  };
  let ended: Promise<void> | null = null;
  let isClosed = false;
  const pending: Promise<void>[] = [];
  const startMs = performance.now();
  for (let index = 0; !isClosed; index++) {
    if (ended === null && performance.now() - startMs > BEFORE_MS) {
      ended = server.close().then(() => {
        isClosed = true;
      });
    }
    pending.push(askOne(index));
    await wait(1_000 / PER_SEC);
  }
  await Promise.all(pending);
  await pool.destroy();
  return outcomes;
}

test.each(['default', 'fastify', 'express'] as const)(
  '%s: told to end under load, it answers all that was sent',
  async (framework) => {
    const { answered, refused, lost } = await endUnderLoad(framework);
    expect(lost).toEqual([]);
    expect(answered).toBeGreaterThan(20);
    expect(refused).toBeGreaterThan(0);
  },
);
