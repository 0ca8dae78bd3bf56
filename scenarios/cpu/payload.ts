import { defineScenario, type Random } from '../../harness/scenario.ts';
import { randomBytes } from '../random-bytes.ts';
import { makeRecords, type PayloadRecord } from '../records.ts';

type Payload = readonly PayloadRecord[] | string | Uint8Array<ArrayBuffer>;

/** `objects`: a list of plain records, so many KiB as JSON. */
type Form = 'objects' | 'string' | 'buffer';

interface Params {
  readonly payloadKiB: number;
  readonly as: Form;
}

/** Where to look stands in the input, so that it is found also in what JSON makes of a buffer. */
interface Parcel {
  readonly id: number;
  readonly positions: readonly number[];
  readonly payload: Payload;
}

const lookCount = 5;

const make: Readonly<Record<Form, (random: Random, kibibytes: number) => Payload>> = {
  objects: makeRecords,
  // Six bits a letter: three quarters of a KiB of bytes become 1024 letters of one byte each.
  string: (random, kibibytes) =>
    Buffer.from(randomBytes(random, 4 * Math.round(192 * kibibytes))).toString('base64url'),
  buffer: (random, kibibytes) => randomBytes(random, 4 * Math.round(256 * kibibytes)),
};

/** One payload for all inputs, for eight of 16 MiB would fill the memory of a small machine in every process. */
function makeParcels({ payloadKiB, as }: Params, random: Random, count: number): Parcel[] {
  if (!Object.hasOwn(make, as)) throw new Error(`as=${as} is none of ${Object.keys(make).join(', ')}`);
  const ids = Array.from({ length: count }, () => random.integer(0x1_0000_0000));
  const payload = make[as](random, payloadKiB);
  const positions = Array.from({ length: Math.min(lookCount, payload.length) }, (_, look) =>
    Math.floor((look * (payload.length - 1)) / (lookCount - 1)),
  );
  return ids.map((id) => ({ id, positions, payload }));
}

function valueAt(payload: Payload, position: number): number {
  if (typeof payload === 'string') return payload.charCodeAt(position);
  const found = payload[position]!;
  return typeof found === 'object' ? found.id : found;
}

/** From the first to the last of it, so that nothing but the whole will do. */
function look({ id, positions, payload }: Parcel): number {
  let state = id;
  for (const position of positions) state = Math.imul(state ^ valueAt(payload, position), 0x2c1b3c6d);
  return state >>> 0;
}

/** Work that is next to nothing, so that the way there is all that is measured. */
export default defineScenario({
  id: 'cpu/payload',
  kind: 'cpu',
  summary:
    'Looks at five places of a payload of `payloadKiB`: plain objects, one string or one buffer (`as`).',
  lesson:
    'This is what it costs merely to send: objects far more than bytes, and an event loop sends nothing.',
  params: { payloadKiB: [256, 0, 1, 16, 4096, 16384], as: ['objects', 'string', 'buffer'] },
  inputs: makeParcels,
  transferables: ({ payload }) => (payload instanceof Uint8Array ? [payload.buffer] : []),
  run: look,
});
