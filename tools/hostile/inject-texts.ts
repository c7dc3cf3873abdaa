import { answerFaults } from '../fuzz/answer-faults.js';
import { operationFinder } from '../fuzz/api-description.js';
import type { FuzzedApi } from '../fuzz/fuzzed-api.js';
import type { GoodRequests } from './good-requests.js';
import { textPlacesOf, type TextPlace } from './text-places.js';

/** What became of texts that were put in every place that takes one. */
export interface InjectionReport {
  readonly requests: number;
  readonly places: readonly string[];
  /** The places whose texts came back, letter by letter. */
  readonly literal: ReadonlySet<string>;
  readonly faults: readonly string[];
}

const AT_ONCE = 8;

/**
 * Puts each text in each place of each good request. It must be refused as the document says, or come back as it is: by
 * the answer, and by what is read where the answer says that the thing is.
 */
export const injectTexts = async (
  { inject, document }: FuzzedApi,
  { description, requests }: GoodRequests,
  texts: readonly string[],
): Promise<InjectionReport> => {
  const operationOf = operationFinder(description.operations);
  const faultsOf = answerFaults(document);
  const places = requests.flatMap((good) =>
    textPlacesOf(good, description).map((place) => ({ place, body: good.body })),
  );
  const literal = new Set<string>();
  const faults: string[] = [];
  let sent = 0;
  for (const { place, body } of places) {
    // What was there before may come back where the request does nothing any more.
    const known = new Set([...texts, ...textsIn(body, place.member)]);
    const injectOne = async (text: string): Promise<void> => {
      const written = place.withText(text);
      const { pathname, search } = new URL(`http://localhost${written.url}`);
      const url = pathname + search;
      sent += 1;
      const answer = await inject({ ...written, url });
      for (const fault of faultsOf(
        { ...answer, method: written.method, url },
        operationOf(written.method, pathname),
      ))
        faults.push(`${place.name} ${JSON.stringify(text)}: ${fault}`);
      if (answer.status > 299) return;
      const location = answer.headers['location'];
      const answers = [answer.text];
      if (typeof location === 'string') {
        const { authorization = '' } = written.headers;
        const shown = await inject({
          method: 'GET',
          url: location,
          headers: { authorization },
          payload: undefined,
        });
        if (shown.status === 200) answers.push(shown.text);
      }
      for (const each of answers) judge(place, text, known, each, literal, faults);
    };
    for (let from = 0; from < texts.length; from += AT_ONCE)
      await Promise.all(texts.slice(from, from + AT_ONCE).map(injectOne));
  }
  return { requests: sent, places: places.map(({ place }) => place.name), literal, faults };
};

const judge = (
  { name, member }: TextPlace,
  text: string,
  known: ReadonlySet<string>,
  answer: string,
  literal: Set<string>,
  faults: string[],
): void => {
  if (!name.includes(' body ')) return;
  const told = textsIn(JSON.parse(answer || 'null'), member);
  if (told.includes(text)) literal.add(name);
  for (const other of told.slice(0, 1)) {
    if (!known.has(other))
      faults.push(`${name} ${JSON.stringify(text)}: came back as ${JSON.stringify(other)}`);
  }
};

/** All texts that members of this name have. */
const textsIn = (value: unknown, member: string): readonly string[] => {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]: [string, unknown]) => [
    ...(name === member && typeof inner === 'string' ? [inner] : []),
    ...textsIn(inner, member),
  ]);
};
