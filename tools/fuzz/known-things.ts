import type { Json, JsonMembers } from './api-description.js';

/** Somebody who has an account. */
export interface KnownCaller {
  readonly email: string;
  readonly password: string;
  readonly role: string | undefined;
  readonly id: string | undefined;
  /** The latest that was given out; undefined where none was, or it is good no more. */
  token: string | undefined;
}

/**
 * What earlier answers told, for later requests to go on from. It forgets what is oldest, and remembers things by the
 * caller who was told of them, so that most requests are about what their caller may know of.
 */
export interface KnownThings {
  readonly callers: KnownCaller[];
  /** Those who have hours and bookings of their own, and from whom most requests come. */
  leading: readonly KnownCaller[];
  /** Texts by the name of a member: ids, cursors, tokens, keys. Those that `caller` was told come first. */
  readonly texts: (name: string, caller: KnownCaller | undefined) => readonly string[];
  /** Objects in answers, together with what was asked for to get them. */
  readonly records: (caller: KnownCaller | undefined) => readonly JsonMembers[];
  readonly etagOf: (path: string) => string | undefined;
  /** The state of the thing that has an id, as it was last told. */
  readonly statusOf: (id: string) => string | undefined;
  /** Whether the caller was told of anything that a path can lead to; true where it leads to no one thing. */
  readonly hasOwn: (path: string, caller: KnownCaller) => boolean;
  readonly learn: (lesson: Lesson) => void;
}

interface Lesson {
  readonly caller: KnownCaller | undefined;
  readonly method: string;
  /** Without a query. */
  readonly path: string;
  /** What was asked for: members of the query and of the body. */
  readonly asked: JsonMembers;
  readonly body: Json;
  readonly etag: string | undefined;
}

const MOST_TEXTS = 60;
const MOST_RECORDS = 120;
const MOST_ETAGS = 2_000;
/** What one answer can teach: a page of a hundred items would drive out everything else. */
const MOST_OBJECTS = 12;

const REMEMBERED = /(Id|^cursor|^nextCursor|[tT]oken|[kK]ey|[sS]ecret|^email)$/;

const isMembers = (value: Json): value is JsonMembers =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Paths that speak of the things of another. */
const SAME_THINGS: Readonly<Record<string, string>> = { holdId: 'bookingId' };

/** What a member `id` of an answer from `path` is called elsewhere: `eventTypeId` for `/event-types/…`. */
export const idNameOf = (path: string): string => {
  const [, collection = ''] = /^\/([\w-]+)/.exec(path) ?? [];
  const camel = collection.replaceAll(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
  const name = `${camel.replace(/s$/, '')}Id`;
  return SAME_THINGS[name] ?? name;
};

class Memory {
  readonly texts = new Map<string, string[]>();
  readonly records: JsonMembers[] = [];

  addText(name: string, text: string): void {
    const known = this.texts.get(name) ?? [];
    this.texts.set(name, known);
    if (known.includes(text)) return;
    known.push(text);
    if (known.length > MOST_TEXTS) known.shift();
  }

  addRecord(record: JsonMembers): void {
    this.records.push(record);
    if (this.records.length > MOST_RECORDS) this.records.shift();
  }
}

export const createKnownThings = (): KnownThings => {
  const everybody = new Memory();
  const own = new Map<KnownCaller, Memory>();
  const etags = new Map<string, string>();
  const callers: KnownCaller[] = [];
  const statuses = new Map<string, string>();

  const memoriesOf = (caller: KnownCaller | undefined): readonly Memory[] => {
    if (caller === undefined) return [everybody];
    const memory = own.get(caller) ?? new Memory();
    own.set(caller, memory);
    return [memory, everybody];
  };

  /** Those whom a thing is about know of it, too. */
  const concerned = ({ hostId, bookerId }: JsonMembers): readonly Memory[] =>
    callers
      .filter(({ id }) => id !== undefined && (id === hostId || id === bookerId))
      .map((caller) => memoriesOf(caller)[0])
      .filter((memory) => memory !== undefined);

  const learnObject = (memories: readonly Memory[], object: JsonMembers, { path, asked }: Lesson): void => {
    const idName = idNameOf(path);
    const { id, status } = object;
    if (typeof id === 'string' && typeof status === 'string') statuses.set(id, status);
    for (const memory of new Set([...memories, ...concerned(object)])) {
      memory.addRecord({
        ...asked,
        ...object,
        ...(object['id'] === undefined ? {} : { [idName]: object['id'] }),
      });
      for (const [name, value] of Object.entries(object)) {
        if (typeof value !== 'string') continue;
        if (name === 'id') memory.addText(idName, value);
        else if (REMEMBERED.test(name)) memory.addText(name === 'nextCursor' ? 'cursor' : name, value);
      }
    }
  };

  return {
    callers,
    leading: [],
    texts: (name, caller) =>
      memoriesOf(caller)
        .map((memory) => memory.texts.get(name) ?? [])
        .find((texts) => texts.length > 0) ?? [],
    records: (caller) =>
      memoriesOf(caller)
        .map(({ records }) => records)
        .find((records) => records.length > 0) ?? [],
    etagOf: (path) => etags.get(path),
    statusOf: (id) => statuses.get(id),
    hasOwn: (path, caller) => {
      if (!path.includes('{')) return true;
      return (memoriesOf(caller)[0]?.texts.get(idNameOf(path))?.length ?? 0) > 0;
    },
    learn: (lesson) => {
      const { caller, path, body, etag } = lesson;
      if (etag !== undefined) {
        etags.delete(path);
        etags.set(path, etag);
        const [oldest] = etags.keys();
        if (etags.size > MOST_ETAGS && oldest !== undefined) etags.delete(oldest);
      }
      const memories = memoriesOf(caller);
      let left = MOST_OBJECTS;
      const walk = (value: Json): void => {
        if (left === 0 || typeof value !== 'object' || value === null) return;
        if (isMembers(value)) {
          left -= 1;
          learnObject(memories, value, lesson);
        }
        for (const inner of Object.values(value)) walk(inner);
      };
      walk(body);
    },
  };
};
