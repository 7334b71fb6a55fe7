import type { Json } from './envelope.js';

/**
 * Canonical JSON by RFC 8785 (JSON Canonicalization Scheme). One value has exactly one text, so that a hash over its UTF-8
 * bytes means the value and not the way somebody happened to write it: no white space; the members of an object sorted by the
 * UTF-16 code units of their names (§3.2.3); strings with the shortest escapes of §3.2.2.2; numbers as ECMAScript prints them
 * (§3.2.2.3), minus zero as `0`. A member that is undefined is left out, as if it had not been written.
 *
 * What JSON cannot say is refused with a `TypeError` and not bent into something else: NaN, the infinities, half of a surrogate
 * pair, undefined inside an array, and objects that are more than their members (dates, maps, byte arrays, bigints).
 */
export const canonicalize = (value: Json): string => {
  switch (typeof value) {
    case 'string':
      return canonicalString(value);
    case 'number':
      if (!Number.isFinite(value)) throw new TypeError(`JSON has no number ${value}`);
      return String(value);
    case 'boolean':
      return value ? 'true' : 'false';
    case 'object':
      if (value === null) return 'null';
      return isArray(value) ? `[${value.map(canonicalize).join(',')}]` : canonicalObject(value);
    default:
      throw new TypeError(`JSON has no ${typeof value}`);
  }
};

/** `Array.isArray` does not narrow a readonly array. */
const isArray = (value: object): value is readonly Json[] => Array.isArray(value);

const canonicalString = (text: string): string => {
  if (!text.isWellFormed()) throw new TypeError('a string holds half of a surrogate pair, which UTF-8 cannot say');
  return JSON.stringify(text);
};

/** Names of members are few and come again with every event: their texts are kept, as many as an ordinary house has. */
const canonicalName = (name: string): string => {
  const known = NAMES.get(name);
  if (known !== undefined) return known;
  const text = canonicalString(name);
  if (NAMES.size < MOST_NAMES) NAMES.set(name, text);
  return text;
};

const NAMES = new Map<string, string>();
const MOST_NAMES = 1000;

const canonicalObject = (value: { readonly [key: string]: Json | undefined }): string => {
  const tag = Object.prototype.toString.call(value);
  if (tag !== '[object Object]') throw new TypeError(`JSON has no ${tag}`);
  let members = '';
  // The default order of sort() is the one of UTF-16 code units, which is what the RFC asks for.
  for (const key of Object.keys(value).sort()) {
    const member = value[key];
    if (member !== undefined) members += `${members === '' ? '' : ','}${canonicalName(key)}:${canonicalize(member)}`;
  }
  return `{${members}}`;
};
