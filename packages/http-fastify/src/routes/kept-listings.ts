import type { Clock, ListingValidity, Queries } from '@slotkeeper/domain';
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

interface World {
  readonly queries: Pick<Queries, 'version'>;
  readonly clock: Clock;
}

/** Lists of slots that are answered again as long as they hold. */
export interface KeptListings<Body> {
  /**
   * The answer that was kept for a question, if it still holds: its calendar has, now, the version of the state that it
   * was made from, and time has not outrun it. Undefined at once where none was kept.
   *
   * @param question tells all that the answer depends on, but for the state and the time
   */
  readonly recall: (world: World, question: string) => Promise<ListingAnswer<Body> | undefined> | undefined;
  /**
   * Keeps the answer to a question in the place of the one before, if it is known for how long it holds; of a question
   * that nobody has asked lately it is not: most that are asked once are never asked again.
   */
  readonly keep: (question: string, made: MadeListing<Body>) => void;
}

interface Kept<Body> {
  readonly answer: ListingAnswer<Body>;
  readonly validity: ListingValidity;
  readonly size: number;
}

/** So many questions that were asked once are remembered; then they are forgotten all at once. */
const MAX_ASKED_ONCE = 4_096;
/** Longer questions than this, in characters, are neither remembered nor is their answer kept: no client needs them. */
const MAX_QUESTION_LENGTH = 500;

/** So much is kept, in bytes: beyond that, those that were asked for the longest ago go. */
const MAX_KEPT_BYTES = 8_000_000;

export const keptListings = <Body>(maxBytes: number = MAX_KEPT_BYTES): KeptListings<Body> => {
  /** Those that were asked for the longest ago come first. */
  const kept = new Map<string, Kept<Body>>();
  let held = 0;
  const askedOnce = new Set<string>();

  const isAskedAgain = (question: string): boolean => {
    if (kept.has(question) || askedOnce.delete(question)) return true;
    if (question.length > MAX_QUESTION_LENGTH) return false;
    if (askedOnce.size >= MAX_ASKED_ONCE) askedOnce.clear();
    askedOnce.add(question);
    return false;
  };

  const forget = (question: string): void => {
    held -= kept.get(question)?.size ?? 0;
    kept.delete(question);
  };

  const ifItHolds = async (
    { queries, clock }: World,
    question: string,
    known: Kept<Body>,
  ): Promise<ListingAnswer<Body> | undefined> => {
    // Read after the question came, and so after every write that was acknowledged before.
    const version = await queries.version(known.validity.calendarId);
    if (version !== known.validity.version || !isTimely(known.validity, clock.now())) return undefined;
    // While there is room for as much again, nothing is about to go.
    if (2 * held > maxBytes && kept.get(question) === known) {
      kept.delete(question);
      kept.set(question, known);
    }
    return known.answer;
  };

  return {
    recall: (world, question) => {
      const known = kept.get(question);
      return known && ifItHolds(world, question, known);
    },
    keep: (question, { answer, validity }) => {
      const isWanted = validity !== undefined && isAskedAgain(question);
      forget(question);
      if (!isWanted) return;
      const size = sizeOf(question, answer);
      kept.set(question, { answer, validity, size });
      held += size;
      for (const [oldest] of kept) {
        if (held <= maxBytes) return;
        forget(oldest);
      }
    },
  };
};

const isTimely = ({ from, before }: ListingValidity, now: number): boolean => now >= from && now < before;

/** What is about an answer beside its bytes: its question twice, as key and in a link, headers, objects. */
const sizeOf = (question: string, { body }: ListingAnswer<unknown>): number =>
  OVERHEAD_BYTES + 2 * question.length + body.bytes.length;

const OVERHEAD_BYTES = 1_000;
