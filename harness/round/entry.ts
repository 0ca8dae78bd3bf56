/** The entry of a round's process: takes commands over IPC, one at a time, and answers each. */
import { CrossoverError, toErrorRecord } from '../errors.ts';
import { shieldParent } from '../executor/shield-parent.ts';
import { Relay } from '../measure/relay.ts';
import { knownModels } from '../models/index.ts';
import { onOrphaned } from '../on-orphaned.ts';
import { type PreparedRound, prepareRound } from './prepare.ts';
import type { LifeSign, RestSign, ResumeSign, RoundAnswer, RoundCommand, RoundRequest } from './protocol.ts';
import { RoundSession } from './session.ts';

const sendToParent = process.send?.bind(process);
shieldParent();
let prepared: PreparedRound | null = null;
let session: RoundSession | null = null;
const relay = new Relay(() => void sendToParent?.({ rests: true } satisfies RestSign));

function needSession(): RoundSession {
  if (!session)
    throw new CrossoverError('CROSSOVER_INTERNAL', 'A round was asked to measure before it was opened.');
  return session;
}

function prepare(request: RoundRequest): Promise<PreparedRound> {
  const model = knownModels.find(({ id }) => id === request.modelId);
  if (!model) throw new CrossoverError('CROSSOVER_INTERNAL', `Unknown model ${request.modelId}.`);
  return prepareRound(model, request);
}

async function openSession(request: RoundRequest): Promise<RoundSession> {
  // Node.js writes to the pipe at once, so a sign is out before a task that blocks for ever.
  const showLife = (taskDeadlineMs: number | null): void => {
    sendToParent?.({ taskDeadlineMs } satisfies LifeSign);
  };
  session = await RoundSession.open(prepared ?? (await prepare(request)), showLife);
  return session;
}

async function carryOut(message: RoundCommand): Promise<RoundAnswer> {
  switch (message.command) {
    case 'prepare':
      prepared = await prepare(message.request);
      return { ok: true, reading: null };
    case 'open':
      return { ok: true, reading: (await openSession(message.request)).opened };
    case 'warmUp':
      return { ok: true, reading: await needSession().warmUp(message.request) };
    case 'slice':
      return { ok: true, reading: await needSession().slice(message.request, relay) };
    case 'finish':
      return { ok: true, reading: await needSession().finish() };
  }
}

process.on('message', (message: RoundCommand | ResumeSign) => {
  if ('resumes' in message) {
    relay.resume();
    return;
  }
  void carryOut(message)
    .catch(
      (error: unknown): RoundAnswer => ({ ok: false, error: toErrorRecord(error, 'CROSSOVER_INTERNAL') }),
    )
    .then((answer) => sendToParent?.(answer));
});
// Without the orchestrator a round has no reason to live; its children see their own pipe close.
onOrphaned(() => process.exit(0));
