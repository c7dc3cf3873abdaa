import type { OpenApiDocument } from '@slotkeeper/http-fastify';
import { answerFaults } from './answer-faults.js';
import {
  documentedCodes,
  operationFinder,
  readApiDescription,
  type DescribedOperation,
  type Json,
  type JsonMembers,
} from './api-description.js';
import { COMMON_PART } from './out-of-reach.js';
import { hostOpening } from './opening.js';
import { createKnownThings, type KnownCaller, type KnownThings } from './known-things.js';
import { makeRequest, type FuzzedRequest } from './make-request.js';
import { seededRandom, type SeededRandom } from './seeded-random.js';
import type { Making } from './valid-value.js';

/** What is fuzzed: something that answers requests, and a clock that can be moved on. */
export interface Fuzzed {
  readonly inject: (request: SentRequest) => Promise<FuzzedAnswer>;
  readonly clock: { readonly now: () => number; readonly advance: (milliseconds: number) => void };
}

export interface SentRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly payload: string | Buffer | undefined;
}

interface FuzzedAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly text: string;
}

export interface FuzzOptions {
  readonly seed: number;
  /** How many requests are sent. */
  readonly requests: number;
}

/** Something that must not be, and the request that was answered so. */
interface Fault {
  /** Counted from 1: a run with the same seed and so many requests ends with it. */
  readonly request: number;
  readonly operationId: string;
  readonly what: string;
  readonly sent: string;
  readonly answer: string;
}

export interface FuzzReport {
  readonly seed: number;
  readonly requests: number;
  /** How often an operation was answered with a status. */
  readonly answers: ReadonlyMap<string, ReadonlyMap<number, number>>;
  /** How often each code of a problem was answered. */
  readonly codes: ReadonlyMap<string, number>;
  readonly faults: readonly Fault[];
  /** Operations of the document that nothing was ever done with successfully. */
  readonly unreached: readonly string[];
  /** Codes of the document that were never answered. */
  readonly unmet: readonly string[];
  /** Of those, the ones that many operations are documented to have. */
  readonly unmetCommon: readonly string[];
}

const SECOND_MS = 1_000;
const LEAPS_MS = [1, 60, 600, 3_600, 3_600, 6 * 3_600, 24 * 3_600].map((seconds) => seconds * SECOND_MS);
const HOSTS = 3;
const USERS = 4;
const MOST_FAULTS = 50;
/** Hours are withdrawn, filled up and left behind: after so many requests others come, who begin anew. */
const ERA_REQUESTS = 600;

/** Sends requests that are made of the document, each built on the answers before it, and judges each answer. */
export const fuzz = async (
  { inject, clock }: Fuzzed,
  document: OpenApiDocument,
  { seed, requests }: FuzzOptions,
): Promise<FuzzReport> => {
  const random = seededRandom(seed);
  const { operations, resolve } = readApiDescription(document);
  const operationOf = operationFinder(operations);
  const faultsOf = answerFaults(document);
  const things = createKnownThings();
  const choose = operationChooser(random, operations);
  const answers = new Map<string, Map<number, number>>(operations.map(({ id }) => [id, new Map()]));
  const codes = new Map<string, number>();
  const faults = new Map<string, Fault>();
  const sent: FuzzedRequest[] = [];
  let counted = 0;
  let fresh = 0;
  const experience = createExperience();
  const making: Omit<Making, 'caller' | 'promiseOf'> = {
    random,
    things,
    now: clock.now,
    resolve,
    fresh: () => (fresh += 1),
  };

  const send = async (request: FuzzedRequest, caller: KnownCaller | undefined): Promise<void> => {
    counted += 1;
    const { method, headers, payload } = request;
    // As every client does before it sends it.
    const { pathname, search } = new URL(`http://localhost${request.url}`);
    const url = pathname + search;
    const answer = await inject({ method, url, headers, payload });
    const operation = operationOf(method, pathname);
    const { status, text } = answer;
    const counts = answers.get(operation?.id ?? 'nothing that exists') ?? new Map<number, number>();
    answers.set(operation?.id ?? 'nothing that exists', counts.set(status, (counts.get(status) ?? 0) + 1));
    for (const what of faultsOf({ ...answer, method, url }, operation)) {
      const key = `${operation?.id ?? ''} ${what}`;
      if (faults.has(key) || faults.size >= MOST_FAULTS) continue;
      faults.set(key, {
        request: counted,
        operationId: operation?.id ?? request.operationId,
        what,
        sent: repetitionOf(request, url),
        answer: `${status} ${text.slice(0, 1_000)}`,
      });
    }
    const body = jsonOf(text);
    const code = status >= 400 && isMembers(body) ? codeOf(body) : undefined;
    if (code !== undefined) codes.set(code, (codes.get(code) ?? 0) + 1);
    if (
      status === 401 &&
      code === 'unauthenticated' &&
      headers['authorization'] === `Bearer ${caller?.token}`
    ) {
      if (caller !== undefined) caller.token = undefined;
    }
    const succeeded = status >= 200 && status <= 299;
    if (operation !== undefined) {
      experience.note(`${operation.id} as ${caller?.role ?? 'nobody'}`, succeeded);
      if (request.subject !== undefined)
        experience.note(`${operation.id} of ${things.statusOf(request.subject) ?? 'any'}`, succeeded);
    }
    if (status === 401 && operation?.id === 'logIn') forgetCaller(things, request.asked);
    if (!succeeded) return;
    choose.reached(operation);
    const etag = answer.headers['etag'];
    things.learn({
      caller,
      method,
      path: pathname,
      asked: request.asked,
      body,
      etag: typeof etag === 'string' ? etag : undefined,
    });
    learnCaller(things, request.asked, body);
  };

  const byId = new Map(operations.map((operation) => [operation.id, operation]));
  const sendStated = async (
    id: string,
    asked: JsonMembers,
    caller: KnownCaller | undefined,
  ): Promise<void> => {
    const request = statedRequest(byId.get(id), asked, caller);
    if (request !== undefined && counted < requests) await send(request, caller);
  };
  const openEra = async (): Promise<void> => {
    const known = things.callers.length;
    for (let nth = 0; nth < HOSTS + USERS; nth += 1)
      await sendStated('registerUser', newcomer(nth < HOSTS ? 'HOST' : 'USER', making.fresh()), undefined);
    things.leading = things.callers.slice(known);
    for (const host of things.leading.filter(({ role }) => role === 'HOST')) {
      await sendStated('logIn', { email: host.email, password: host.password }, undefined);
      for (const { operationId, members } of hostOpening(host.id ?? '', clock.now()))
        await sendStated(operationId, members, host);
    }
  };
  let openedAt = -ERA_REQUESTS;

  while (counted < requests) {
    if (counted - openedAt >= ERA_REQUESTS) {
      openedAt = counted;
      await openEra();
    }
    const operation = choose.next();
    const caller = bestOf(
      random,
      things.callers.length > 0 ? [1, 2, 3, 4].map(() => callerOf(random, things)) : [],
      (one) =>
        experience.of(`${operation.id} as ${one.role ?? 'nobody'}`) *
        (things.hasOwn(operation.path, one) ? 1 : 0.1),
    );
    if (caller !== undefined && caller.token === undefined)
      await sendStated('logIn', { email: caller.email, password: caller.password }, undefined);
    if (counted >= requests) break;
    if (random.chance(0.008)) clock.advance(random.pick(LEAPS_MS));
    const again = sent.length > 0 && random.chance(0.03) ? random.pick(sent) : undefined;
    const request =
      again ??
      makeRequest(
        {
          ...making,
          caller,
          promiseOf: (id) => experience.of(`${operation.id} of ${things.statusOf(id) ?? 'any'}`),
        },
        operation,
      );
    if (again === undefined) {
      sent.push(request);
      if (sent.length > 40) sent.shift();
    }
    await send(request, caller);
  }

  const named = new Map<string, number>();
  for (const code of operations.flatMap(documentedCodes)) named.set(code, (named.get(code) ?? 0) + 1);
  const unmet = [...named.keys()].filter((code) => !codes.has(code));
  return {
    seed,
    requests: counted,
    answers,
    codes,
    faults: [...faults.values()],
    unreached: operations
      .filter(({ id }) => ![...(answers.get(id)?.keys() ?? [])].some((status) => status < 300))
      .map(({ id }) => id),
    unmet,
    unmetCommon: unmet.filter((code) => (named.get(code) ?? 0) >= operations.length * COMMON_PART),
  };
};

/** How often something went well, by what was tried. */
const createExperience = () => {
  const tries = new Map<string, { tried: number; succeeded: number }>();
  return {
    note: (what: string, succeeded: boolean): void => {
      const counts = tries.get(what) ?? { tried: 0, succeeded: 0 };
      tries.set(what, counts);
      counts.tried += 1;
      if (succeeded) counts.succeeded += 1;
    },
    /** From 0 to 1; hopeful where little was tried. */
    of: (what: string): number => {
      const { tried, succeeded } = tries.get(what) ?? { tried: 0, succeeded: 0 };
      return (succeeded + 1) / (tried + 1);
    },
  };
};

/** Mostly the most promising one, now and then any. */
const bestOf = <T>(
  random: SeededRandom,
  candidates: readonly T[],
  promise: (candidate: T) => number,
): T | undefined => {
  const [first] = candidates;
  if (first === undefined || random.chance(0.3)) return first;
  return candidates.reduce((best, one) => (promise(one) > promise(best) ? one : best), first);
};

const callerOf = (random: SeededRandom, { callers, leading }: KnownThings): KnownCaller =>
  random.pick(leading.length > 0 && random.chance(0.95) ? leading : callers);

const PASSWORD = 'four white swans cross the lake';
const JSON_TYPE = { 'content-type': 'application/json' };

const statedRequest = (
  operation: DescribedOperation | undefined,
  asked: JsonMembers,
  caller: KnownCaller | undefined,
): FuzzedRequest | undefined =>
  operation === undefined
    ? undefined
    : {
        operationId: operation.id,
        method: operation.method,
        url: operation.path,
        headers:
          caller?.token === undefined ? JSON_TYPE : { ...JSON_TYPE, authorization: `Bearer ${caller.token}` },
        payload: JSON.stringify(asked),
        subject: undefined,
        asked,
      };

const newcomer = (role: string, nth: number): JsonMembers => ({
  email: `first-${nth}@example.com`,
  name: `Nr ${nth}`,
  password: PASSWORD,
  role,
});

/** Who has made an account can log in, and who has logged in has a token. */
const learnCaller = ({ callers }: KnownThings, asked: JsonMembers, body: Json): void => {
  const { email, password, role } = asked;
  if (typeof email !== 'string' || typeof password !== 'string' || !isMembers(body)) return;
  const known = callers.find((one) => one.email === email && one.password === password);
  if (typeof body['accessToken'] === 'string') {
    if (known !== undefined) known.token = body['accessToken'];
  } else if (known === undefined) {
    const id = typeof body['id'] === 'string' ? body['id'] : undefined;
    callers.push({
      email,
      password,
      role: typeof role === 'string' ? role : undefined,
      id,
      token: undefined,
    });
  }
};

/** Whose account is gone, or has another password, can do nothing any more. */
const forgetCaller = (things: KnownThings, { email, password }: JsonMembers): void => {
  const isGone = (one: KnownCaller): boolean => one.email === email && one.password === password;
  const index = things.callers.findIndex(isGone);
  if (index >= 0) things.callers.splice(index, 1);
  things.leading = things.leading.filter((one) => !isGone(one));
};

/** Operations that have succeeded seldom come up more often; those that have large answers, seldom. */
const operationChooser = (random: SeededRandom, operations: readonly DescribedOperation[]) => {
  const successes = new Map(operations.map((operation) => [operation, 0]));
  const weightOf = (operation: DescribedOperation): number => {
    if (!operation.path.includes('/', 1) && operation.parameters.length === 0 && operation.method === 'GET')
      return 0.004;
    // What others go on from: without bookings nothing can be done with one.
    const makes =
      operation.method === 'POST' && operation.knowsCaller && !/[{:]/.test(operation.path) ? 3 : 1;
    const takesAway = operation.method === 'DELETE' ? 0.35 : 1;
    return (makes * takesAway) / (1 + (successes.get(operation) ?? 0)) ** 0.35;
  };
  return {
    reached: (operation: DescribedOperation | undefined): void => {
      if (operation !== undefined) successes.set(operation, (successes.get(operation) ?? 0) + 1);
    },
    next: (): DescribedOperation => {
      const weights = operations.map(weightOf);
      const total = weights.reduce((sum, weight) => sum + weight, 0);
      let left = (random.below(1_000_000) / 1_000_000) * total;
      const index = weights.findIndex((weight) => (left -= weight) < 0);
      return operations[index] ?? random.pick(operations);
    },
  };
};

const jsonOf = (text: string): Json => {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return null;
  }
};

/** As the document names it: policies of a server's own have one code there, and codes of their own in answers. */
const codeOf = ({ type }: JsonMembers): string | undefined =>
  typeof type === 'string' ? type.slice(type.lastIndexOf(':') + 1) : undefined;

const isMembers = (value: Json): value is JsonMembers =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;

/** The request as a command, for whoever wants to send it again by hand. */
const repetitionOf = ({ method, headers, payload }: FuzzedRequest, url: string): string =>
  [
    `curl -X ${method} ${quoted(`http://localhost:3000${url}`)}`,
    ...Object.entries(headers).map(([name, value]) => `-H ${quoted(`${name}: ${value}`)}`),
    ...(payload === undefined ? [] : [`--data-binary ${quoted(String(payload).slice(0, 2_000))}`]),
  ].join(' ');
