import { ok, type Clock, type ListingValidity, type Queries, type Result } from '@slotkeeper/domain';
import type { Written } from '../operations/written.js';

/** A list of slots as it is answered. */
export interface ListingAnswer<Body> {
  readonly body: Written<Body>;
  readonly headers: Readonly<Record<string, string>>;
}

/** One that has been made, and for how long it holds; it is not kept where that is not known. */
export interface MadeListing<Body> {
  readonly answer: ListingAnswer<Body>;
  readonly validity: ListingValidity | undefined;
}

/** Lists of slots that are answered again as long as they hold. */
export interface KeptListings<Body> {
  /**
   * The answer to a question that was answered before, if it still holds, else the one that is made now. It holds if
   * its calendar has, now, the version of the state that it was made from, and time has not outrun it.
   *
   * @param question tells all that the answer depends on, but for the state and the time
   */
  readonly answer: <E>(
    world: { readonly queries: Pick<Queries, 'version'>; readonly clock: Clock },
    question: string,
    make: () => Promise<Result<MadeListing<Body>, E>>,
  ) => Promise<Result<ListingAnswer<Body>, E>>;
}

interface Kept<Body> {
  readonly answer: ListingAnswer<Body>;
  readonly validity: ListingValidity;
}

/** So many characters of answers are kept: beyond that, those that were asked for the longest ago go. */
const MAX_KEPT_CHARACTERS = 8_000_000;

export const keptListings = <Body>(maxCharacters: number = MAX_KEPT_CHARACTERS): KeptListings<Body> => {
  /** Those that were asked for the longest ago come first. */
  const kept = new Map<string, Kept<Body>>();
  let characters = 0;

  const forget = (question: string): void => {
    const known = kept.get(question);
    if (known === undefined) return;
    kept.delete(question);
    characters -= sizeOf(question, known);
  };

  const keep = (question: string, one: Kept<Body>): void => {
    forget(question);
    kept.set(question, one);
    characters += sizeOf(question, one);
    for (const [oldest] of kept) {
      if (characters <= maxCharacters) return;
      forget(oldest);
    }
  };

  return {
    answer: async ({ queries, clock }, question, make) => {
      const known = kept.get(question);
      if (known !== undefined) {
        // Read after the question came, and so after every write that was acknowledged before.
        const version = await queries.version(known.validity.calendarId);
        if (version === known.validity.version && isTimely(known.validity, clock.now())) {
          keep(question, known);
          return ok(known.answer);
        }
      }
      const made = await make();
      if (!made.ok) return made;
      const { answer, validity } = made.value;
      if (validity === undefined) forget(question);
      else keep(question, { answer, validity });
      return ok(answer);
    },
  };
};

const isTimely = ({ from, before }: ListingValidity, now: number): boolean => now >= from && now < before;

const sizeOf = <Body>(question: string, { answer }: Kept<Body>): number =>
  question.length + answer.body.text.length;
