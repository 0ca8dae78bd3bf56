/** The proof of matched work: equal outputs give equal digests, however they travelled. */
import { createHash, type Hash } from 'node:crypto';
import { types } from 'node:util';
import { CrossoverError } from './errors.ts';
import { describeUnclonable, explainNotClonable } from './not-clonable.ts';

export { explainNotClonable } from './not-clonable.ts';

/** A structured clone keeps these names of errors and turns every other into 'Error'. */
const clonedErrorNames = new Set([
  'Error',
  'EvalError',
  'RangeError',
  'ReferenceError',
  'SyntaxError',
  'TypeError',
  'URIError',
]);

class CycleFound extends Error {}
class UnclonableFound extends Error {}

/** A hash that gathers short texts before it is fed. */
class TextHash {
  private readonly hash: Hash = createHash('sha256');
  private pending = '';

  text(text: string): void {
    this.pending += text;
    if (this.pending.length > 1 << 16) this.flush();
  }

  bytes(tag: string, bytes: Uint8Array): void {
    this.text(`${tag}${bytes.byteLength}:`);
    this.flush();
    this.hash.update(bytes);
  }

  finish(): string {
    this.flush();
    return this.hash.digest('hex').slice(0, 32);
  }

  private flush(): void {
    this.hash.update(this.pending);
    this.pending = '';
  }
}

/** A tag and a length or an end before and after everything, so that no two forms run together. Null: not a leaf. */
function leafText(value: unknown): string | null {
  if (value === null) return 'n';
  if (typeof value === 'string') return `s${value.length}:${value}`;
  if (typeof value === 'number') return `d${String(value)};`; // String(-0) is '0': numerically equal work.
  if (typeof value === 'bigint') return `i${value};`;
  if (typeof value === 'boolean') return value ? 't' : 'f';
  if (value === undefined) return 'u';
  if (types.isDate(value)) return `D${value.getTime()};`;
  if (types.isBoxedPrimitive(value)) return `B${leafText(value.valueOf())}`;
  if (types.isRegExp(value)) return `R${String(value).length}:${String(value)}`;
  if (types.isNativeError(value)) {
    const name = clonedErrorNames.has(value.name) ? value.name : 'Error';
    return `E${name}:${leafText(value.message)}`;
  }
  return null;
}

function binaryPart(value: object): [tag: string, bytes: Uint8Array] | null {
  if (ArrayBuffer.isView(value)) {
    const tag = types.isUint8Array(value) ? 'b' : `y${value.constructor.name}`;
    return [tag, new Uint8Array(value.buffer, value.byteOffset, value.byteLength)];
  }
  return types.isAnyArrayBuffer(value) ? ['a', new Uint8Array(value)] : null;
}

/** Walks a value and feeds its canonical form into a hash. */
class CanonicalWriter {
  readonly hash = new TextHash();
  private readonly open = new Set<object>();
  private readonly numbers = new Map<object, number>();
  /**
   * Whether repeated objects are written as references. Only where there are cycles: else written out, as JSON does.
   */
  private readonly numbered: boolean;

  constructor(numbered: boolean) {
    this.numbered = numbered;
  }

  write(value: unknown): void {
    const leaf = leafText(value);
    if (leaf !== null) this.hash.text(leaf);
    else if (describeUnclonable(value) !== null) throw new UnclonableFound();
    else this.writeObject(value as object);
  }

  private writeObject(value: object): void {
    const binary = binaryPart(value);
    const number = this.numbers.get(value);
    if (binary !== null) this.hash.bytes(...binary);
    else if (number !== undefined) this.hash.text(`r${number};`);
    else if (this.open.has(value)) throw new CycleFound();
    else {
      if (this.numbered) this.numbers.set(value, this.numbers.size);
      this.open.add(value);
      this.writeParts(value);
      this.open.delete(value);
    }
  }

  private writeParts(value: object): void {
    if (Array.isArray(value)) this.writeList('A', value);
    else if (types.isSet(value)) this.writeList('S', [...value]);
    else if (types.isMap(value)) this.writeList('M', [...value].flat(1));
    else this.writeFields(value);
  }

  private writeList(tag: string, items: readonly unknown[]): void {
    this.hash.text(`${tag}${items.length}:`);
    for (const item of items) this.write(item);
  }

  private writeFields(value: object): void {
    const fields = Object.entries(value).filter(([, item]) => item !== undefined);
    fields.sort(([left], [right]) => (left < right ? -1 : 1));
    this.hash.text(`O${fields.length}:`);
    for (const [key, item] of fields) {
      this.hash.text(`${key.length}:${key}`);
      this.write(item);
    }
  }
}

function digestWith(writer: CanonicalWriter, output: unknown): string {
  writer.write(output);
  return writer.hash.finish();
}

function notClonable(output: unknown): CrossoverError {
  const where = explainNotClonable(output) ?? 'output holds what cannot be cloned';
  return new CrossoverError('CROSSOVER_NOT_CLONABLE', `The output cannot travel between threads: ${where}.`, {
    remedy: 'Return plain data: values, arrays, objects, typed arrays, Map, Set, Date.',
  });
}

/**
 * 32 hexadecimal digits of SHA-256 over the canonical form of a task's output. Keys are sorted, properties that are
 * undefined are skipped, a Buffer equals a Uint8Array of the same bytes, a SharedArrayBuffer an ArrayBuffer, −0 equals
 * 0, an error is its name and message, a class instance its own properties; Map and Set keep their order. So the same
 * output has the same digest before and after a structured clone. Pure. Throws CROSSOVER_NOT_CLONABLE with the path of
 * a function, symbol or other value that could not have left a thread.
 */
export function digestOutput(output: unknown): string {
  try {
    return digestWith(new CanonicalWriter(false), output);
  } catch (thrown) {
    if (thrown instanceof UnclonableFound) throw notClonable(output);
    if (!(thrown instanceof CycleFound)) throw thrown;
  }
  try {
    return digestWith(new CanonicalWriter(true), output);
  } catch (thrown) {
    throw thrown instanceof UnclonableFound ? notClonable(output) : thrown;
  }
}
