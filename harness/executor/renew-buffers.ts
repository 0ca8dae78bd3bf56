/** Gives an input with other memory under it: what is transferred is gone for its sender, what is shared is made once. */
import { types } from 'node:util';

/** The value, and the memory that was put under it, in the order in which it was found. */
export interface Renewed {
  readonly value: unknown;
  readonly buffers: readonly ArrayBufferLike[];
}

function isPlainObject(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

/** A view of the same kind over other memory. */
function viewOver(view: ArrayBufferView, buffer: ArrayBufferLike, keepsBuffers: boolean): ArrayBufferView {
  if (keepsBuffers && Buffer.isBuffer(view))
    return Buffer.from(buffer as ArrayBuffer, view.byteOffset, view.length);
  if (types.isUint8Array(view)) return new Uint8Array(buffer, view.byteOffset, view.length);
  if (!types.isTypedArray(view)) return new DataView(buffer, view.byteOffset, view.byteLength);
  const Kind = view.constructor as Int32ArrayConstructor;
  return new Kind(buffer, view.byteOffset, view.length);
}

export interface RenewOptions {
  /** Else a Buffer becomes what it is for every receiver: a Uint8Array. */
  readonly keepsBuffers?: boolean;
}

/**
 * A copy of `value` in which `renew` was asked for the memory of every ArrayBuffer, once for each, and with views of the
 * same kind over it. Arrays, plain objects, Map and Set are rebuilt around them; anything else, class instances too, is the
 * very part of `value`. Pure but for `renew`.
 */
export function renewBuffers(
  value: unknown,
  renew: (buffer: ArrayBuffer) => ArrayBufferLike,
  { keepsBuffers = false }: RenewOptions = {},
): Renewed {
  const buffers = new Map<ArrayBufferLike, ArrayBufferLike>();
  const rebuilt = new Map<object, unknown>();
  const renewOnce = (buffer: ArrayBufferLike): ArrayBufferLike => {
    if (!types.isArrayBuffer(buffer)) return buffer; // shared already
    const renewed = buffers.get(buffer) ?? renew(buffer);
    buffers.set(buffer, renewed);
    return renewed;
  };
  const rebuild = (part: unknown): unknown => {
    if (typeof part !== 'object' || part === null) return part;
    if (types.isAnyArrayBuffer(part)) return renewOnce(part);
    if (ArrayBuffer.isView(part)) return viewOver(part, renewOnce(part.buffer), keepsBuffers);
    if (rebuilt.has(part)) return rebuilt.get(part);
    return rebuildObject(part);
  };
  const rebuildObject = (part: object): unknown => {
    const remember = <Copy extends object>(copy: Copy): Copy => {
      rebuilt.set(part, copy); // before its parts, which may lead back to it
      return copy;
    };
    if (Array.isArray(part)) {
      const list = remember([] as unknown[]);
      for (const item of part) list.push(rebuild(item));
      return list;
    }
    if (types.isMap(part)) {
      const map = remember(new Map());
      for (const [key, item] of part) map.set(rebuild(key), rebuild(item));
      return map;
    }
    if (types.isSet(part)) {
      const set = remember(new Set());
      for (const item of part) set.add(rebuild(item));
      return set;
    }
    if (!isPlainObject(part)) return part;
    const object = remember({} as Record<string, unknown>);
    for (const [key, item] of Object.entries(part)) object[key] = rebuild(item);
    return object;
  };
  const renewed = rebuild(value);
  return { value: renewed, buffers: [...buffers.values()] };
}
