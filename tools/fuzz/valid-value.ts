import fc from 'fast-check';
import type { ApiDescription, Json, JsonMembers, Schema } from './api-description.js';
import { idNameOf, type KnownCaller, type KnownThings } from './known-things.js';
import type { SeededRandom } from './seeded-random.js';

/** What values are made from. */
export interface Making {
  readonly random: SeededRandom;
  readonly things: KnownThings;
  readonly caller: KnownCaller | undefined;
  readonly now: () => number;
  readonly resolve: ApiDescription['resolve'];
  /** Different each time. */
  readonly fresh: () => number;
  /** How well an operation went for things in the state of this one, from 0 to 1. */
  readonly promiseOf: (id: string) => number;
}

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const DAY_MS = 24 * 60 * MINUTE_MS;

const ZONES = ['UTC', 'Europe/Berlin', 'America/New_York', 'Pacific/Apia', 'Asia/Kathmandu', 'US/Eastern'];
const RULES = ['FREQ=DAILY', 'FREQ=WEEKLY;BYDAY=MO,WE', 'FREQ=MONTHLY;BYDAY=1WE', 'FREQ=DAILY;COUNT=5'];
const USUAL_NUMBERS = [0, 1, 2, 5, 15, 30, 60, 120];
const PASSWORDS = [
  'seven green boats sail at dawn',
  'a quiet hedgehog reads novels',
  'windmills turn on tuesdays',
];

/** In half hours. */
const LENGTHS = [1, 1, 1, 2, 2, 3, 4, 8, 16, 48];

/** Pairs of members of which the first comes before the second. */
const ORDERED = [
  ['startTime', 'endTime'],
  ['from', 'to'],
  ['startDate', 'endDate'],
  ['validFrom', 'validUntil'],
  ['from', 'until'],
] as const;

/** A value that keeps its schema, and mostly means something too: ids that exist, times that are near. */
export const validValue = (making: Making, name: string, written: Schema): Json => {
  const { random, resolve } = making;
  const schema = resolve(written);
  if (schema.const !== undefined) return schema.const;
  if (schema.enum !== undefined) return random.pick(schema.enum);
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices !== undefined) return validValue(making, name, random.pick(choices));
  const [only] = schema.allOf ?? [];
  if (only !== undefined) return validValue(making, name, only);
  switch (typeof schema.type === 'string' ? schema.type : random.pick(schema.type ?? ['string'])) {
    case 'object':
      return validMembers(making, schema);
    case 'array':
      return validList(making, name, schema);
    case 'integer':
    case 'number':
      return validNumber(making, name, schema);
    case 'boolean':
      return random.chance(0.5);
    case 'null':
      return null;
    default:
      return validText(making, name, schema);
  }
};

/** Members of an object, or parameters of one place. */
export const validMembers = (
  making: Making,
  { properties = {}, required = [], examples = [] }: Schema,
): JsonMembers => {
  const { random, things, caller } = making;
  const example = random.chance(0.15) && examples.length > 0 ? random.pick(examples) : {};
  const record = random.chance(0.65) ? fittingRecord(random, things.records(caller), properties) : {};
  const resembles = Object.keys(record).length > 0;
  const members: Record<string, Json> = {};
  for (const [name, schema] of Object.entries(properties)) {
    const fromExample = (example as JsonMembers)[name];
    const fromRecord = record[name];
    const isPast =
      name === 'startTime' &&
      typeof fromRecord === 'string' &&
      Date.parse(fromRecord) < making.now() &&
      random.chance(0.8);
    if (
      fromRecord !== undefined &&
      !isPast &&
      fits(making.resolve(schema), fromRecord) &&
      random.chance(0.85)
    )
      members[name] = fromRecord;
    else if (fromExample !== undefined && !name.endsWith('Id')) members[name] = fromExample;
    else if (required.includes(name) || random.chance(resembles ? 0.1 : 0.2))
      members[name] = validValue(making, name, schema);
  }
  for (const choices of ONE_OF) keepOne(making, members, properties, choices);
  for (const [first, second] of ORDERED) putInOrder(random, members, first, second);
  return members;
};

/** Members that stand for each other: one of them, where the schema has them all. */
const ONE_OF = [
  ['eventTypeId', 'eventTypeId', 'hostId'],
  ['endTime', 'durationMinutes'],
  ['startTime', 'startDate'],
] as const;

const keepOne = (
  making: Making,
  members: Record<string, Json>,
  properties: Readonly<Record<string, Schema>>,
  choices: (typeof ONE_OF)[number],
): void => {
  const { random } = making;
  if (choices.some((name) => properties[name] === undefined) || random.chance(0.1)) return;
  const present = choices.filter((name) => members[name] !== undefined);
  const kept = random.pick(present.length > 0 && random.chance(0.7) ? present : choices);
  for (const name of choices) if (name !== kept) delete members[name];
  const isOptionalEnd = choices[0] === 'endTime';
  const schema = properties[kept];
  if (members[kept] === undefined && schema !== undefined && !isOptionalEnd)
    members[kept] = validValue(making, kept, schema);
  if (kept === 'startDate') {
    for (const name of ['startTime', 'endTime']) delete members[name];
    for (const name of ['endDate', 'timeZone']) addMember(making, members, properties, name);
  } else if (kept === 'startTime') {
    for (const name of ['startDate', 'endDate', 'timeZone']) delete members[name];
    addMember(making, members, properties, 'endTime');
  }
};

const addMember = (
  making: Making,
  members: Record<string, Json>,
  properties: Readonly<Record<string, Schema>>,
  name: string,
): void => {
  const schema = properties[name];
  if (schema !== undefined && members[name] === undefined) members[name] = validValue(making, name, schema);
};

/** Of a few that were seen, the one that tells most of what is asked for. */
const fittingRecord = (
  random: SeededRandom,
  known: readonly JsonMembers[],
  properties: Readonly<Record<string, Schema>>,
): JsonMembers => {
  if (known.length === 0) return {};
  // The latest are the likeliest to be still true.
  const latest = known.slice(-20);
  const sharedWith = (record: JsonMembers): number =>
    Object.keys(properties).filter((name) => record[name] !== undefined).length;
  const sample = Array.from({ length: 3 }, () => random.pick(random.chance(0.5) ? latest : known));
  return sample.reduce<JsonMembers>((best, one) => (sharedWith(one) > sharedWith(best) ? one : best), {});
};

/** Whether a value that was seen elsewhere may be one of these: looked at no closer than need be. */
const fits = ({ type, enum: allowed, $ref }: Schema, value: Json): boolean => {
  if ($ref !== undefined) return false;
  if (allowed !== undefined) return allowed.includes(value);
  if (type === 'integer') return Number.isInteger(value);
  return type === typeof value;
};

const putInOrder = (
  random: SeededRandom,
  members: Record<string, Json>,
  first: string,
  second: string,
): void => {
  const [start, end] = [members[first], members[second]];
  if (typeof start !== 'string' || typeof end !== 'string' || random.chance(0.1)) return;
  const from = Date.parse(start);
  if (Number.isNaN(from) || Number.isNaN(Date.parse(end)) || Date.parse(end) > from) return;
  const isDate = !start.includes('T');
  const later = isDate ? random.integer(0, 10) * DAY_MS : random.pick(LENGTHS) * 30 * MINUTE_MS;
  members[second] = new Date(from + later).toISOString().slice(0, isDate ? 10 : 19) + (isDate ? '' : 'Z');
};

const validList = (making: Making, name: string, schema: Schema): Json => {
  const { minItems = 0, maxItems = 100, items = {} } = schema;
  const { random } = making;
  const length = random.chance(0.02)
    ? Math.min(maxItems, 120)
    : Math.min(maxItems, random.pick([minItems, Math.max(minItems, 1), minItems + 1, minItems + 2]));
  const values = Array.from({ length }, () => validValue(making, name, items));
  if (random.chance(0.1)) return values;
  const texts = new Map(values.map((value) => [JSON.stringify(value), value]));
  return texts.size < minItems ? values : [...texts.values()];
};

const validNumber = ({ random }: Making, name: string, schema: Schema): Json => {
  const { minimum = 0, maximum = 1_000, examples = [] } = schema;
  if (random.chance(0.03)) return random.pick([minimum, maximum, minimum - 1, maximum + 1]);
  if (random.chance(0.05)) return random.integer(minimum, Math.min(maximum, minimum + 2 ** 30));
  if (examples.length > 0 && random.chance(0.3)) return random.pick(examples);
  const usual = USUAL_NUMBERS.filter((one) => one >= minimum && one <= maximum);
  // Terms that bite a little are the ones that let anything through at all.
  const soft = name.endsWith('Minutes') ? usual : usual.filter((one) => one <= minimum + 5);
  return random.pick(soft.length > 0 ? soft : [minimum]);
};

const validText = (making: Making, name: string, schema: Schema): Json => {
  const { random, things, caller } = making;
  const { format, pattern, examples = [], minLength = 0, maxLength = 60 } = schema;
  if (format === 'uuid') return validId(making, name);
  if (format === 'date-time') return validInstant(making);
  if (format === 'date') return dateNear(making);
  if (format === 'time-zone') return random.pick(ZONES);
  if (name === 'email')
    return random.chance(0.1) ? knownEmail(making) : `caller-${making.fresh()}@example.com`;
  if (name === 'currentPassword' && caller !== undefined && random.chance(0.8)) return caller.password;
  if (/password/i.test(name)) return random.pick(PASSWORDS);
  if (name === 'rule') return random.pick(RULES);
  const known = things.texts(name, caller);
  if (known.length > 0 && random.chance(0.8)) return random.pick(known);
  if (pattern !== undefined) return textOf(making, pattern, schema);
  if (examples.length > 0 && random.chance(0.7)) return random.pick(examples);
  const text = `text ${making.fresh()} ${random.pick(['', 'ä', '漢字', "O'Hara", '💡', '"quoted"'])}`.trim();
  return random.chance(0.04)
    ? 'x'.repeat(random.pick([minLength, maxLength, maxLength + 1]))
    : text.slice(0, maxLength);
};

const knownEmail = ({ random, things, fresh }: Making): string =>
  things.callers.length > 0 ? random.pick(things.callers).email : `caller-${fresh()}@example.com`;

const validId = ({ random, things, caller }: Making, name: string): string => {
  if (random.chance(0.03)) return '0190a6e2-7c3b-7d4e-8f5a-6b7c8d9e0f1a';
  if (name === 'hostId' && caller?.id !== undefined && caller.role === 'HOST' && random.chance(0.75))
    return caller.id;
  if (name === 'bookerId' || name === 'hostId') {
    const callers = random.chance(0.9) ? things.leading : things.callers;
    const of = callers.filter(
      ({ role, id }) => id !== undefined && (role === 'HOST') === (name === 'hostId'),
    );
    if (of.length > 0) return random.pick(of).id ?? '';
  }
  const known = things.texts(name, random.chance(0.9) ? caller : undefined);
  if (known.length === 0) return '0190a6e2-7c3b-7d4e-8f5a-6b7c8d9e0f1a';
  return random.pick(random.chance(0.6) ? known.slice(-8) : known);
};

const CANDIDATES = 6;

/** An id for a parameter of a path, whatever it is called there. */
export const validPathId = (making: Making, path: string, name: string): string => {
  const { random, promiseOf } = making;
  const idName = name === 'id' ? idNameOf(path) : name;
  const candidates = Array.from({ length: CANDIDATES }, () => validId(making, idName));
  const [first = ''] = candidates;
  if (random.chance(0.4)) return first;
  return candidates.reduce((best, id) => (promiseOf(id) > promiseOf(best) ? id : best), first);
};

const validInstant = ({ random, now }: Making): string => {
  const halfHour = Math.floor(now() / (30 * MINUTE_MS)) * 30 * MINUTE_MS;
  const away = random.chance(0.8) ? random.integer(-1, 60) : random.integer(-400, 1_500);
  const at =
    halfHour + away * 30 * MINUTE_MS + (random.chance(0.1) ? random.integer(0, 1_799) * SECOND_MS : 0);
  if (random.chance(0.9)) return `${new Date(at).toISOString().slice(0, 19)}Z`;
  const hours = random.integer(1, 13);
  return `${new Date(at + hours * 60 * MINUTE_MS).toISOString().slice(0, 19)}+${String(hours).padStart(2, '0')}:00`;
};

const dateNear = ({ random, now }: Making): string =>
  new Date(now() + random.integer(-5, 30) * DAY_MS).toISOString().slice(0, 10);

const KEPT_TEXTS = 64;
const textsOfPatterns = new Map<string, readonly string[]>();

/** A text that a pattern takes: of the schema's own examples and of what its expression says. */
const textOf = ({ random }: Making, pattern: string, { examples = [] }: Schema): string => {
  const stated = examples.filter((example) => typeof example === 'string');
  const made = textsOfPatterns.get(pattern) ?? textsTakenBy(pattern);
  textsOfPatterns.set(pattern, made);
  const choices = stated.length > 0 && (made.length === 0 || random.chance(0.5)) ? stated : made;
  return choices.length > 0 ? random.pick(choices) : 'x';
};

const textsTakenBy = (pattern: string): readonly string[] => {
  const expression = new RegExp(pattern, 'u');
  const written = ['Ada Lovelace', 'notice', 'availability', '漢字', "O'Hara", 'a', '😀'].filter((text) =>
    expression.test(text),
  );
  try {
    return [...written, ...fc.sample(fc.stringMatching(expression), { seed: 1, numRuns: KEPT_TEXTS })];
  } catch {
    // Not every expression can be turned around, a class of Unicode for one.
    return written;
  }
};
