import type { BookingId, Claim } from '../booking/booking.js';
import type { Instant } from '../time/instant.js';
import { Interval } from '../time/interval.js';
import { firstIndex } from './sorted-list.js';

/** The claims of one calendar, to be looked up by time. */
export class ClaimIndex {
  /** Those that can't be shared: no two overlap, so in order of start they are in order of end too. */
  readonly #alone: Claim[] = [];
  /** In order of start. */
  readonly #shared: Claim[] = [];
  #longestSharedMs = 0;

  /** Putting a claim twice changes nothing. */
  put(claim: Claim): void {
    const { blocked, bookingId } = claim;
    const claims = this.#listOf(claim);
    const last = claims.at(-1);
    // Most come in order.
    const index =
      last === undefined || byStart(last, claim) < 0
        ? claims.length
        : firstIndex(claims, (other) => byStart(other, claim) >= 0);
    const there = claims[index];
    if (there?.bookingId === bookingId && Interval.equals(there.blocked, blocked)) {
      claims[index] = claim;
      return;
    }
    claims.splice(index, 0, claim);
    if (claim.shared !== undefined)
      this.#longestSharedMs = Math.max(this.#longestSharedMs, Interval.durationMs(blocked));
  }

  /** Takes a claim away that is there as given. */
  drop(claim: Claim): void {
    const claims = this.#listOf(claim);
    const index = firstIndex(claims, (other) => byStart(other, claim) >= 0);
    if (claims[index]?.bookingId === claim.bookingId) claims.splice(index, 1);
  }

  /** Those that overlap a stretch, in order of start and then of booking. */
  within({ start, end }: Interval): Claim[] {
    const found: Claim[] = [];
    const alone = this.#alone;
    for (
      let index = firstIndex(alone, ({ blocked }) => blocked.end > start);
      index < alone.length;
      index += 1
    ) {
      const claim = alone[index] as Claim;
      if (claim.blocked.start >= end) break;
      found.push(claim);
    }
    const foundAlone = found.length;
    const shared = this.#shared;
    for (
      let index = firstIndex(shared, ({ blocked }) => blocked.start > start - this.#longestSharedMs);
      index < shared.length;
      index += 1
    ) {
      const claim = shared[index] as Claim;
      if (claim.blocked.start >= end) break;
      if (claim.blocked.end > start) found.push(claim);
    }
    return found.length === foundAlone || foundAlone === 0 ? found : found.sort(byStart);
  }

  #listOf({ shared }: Claim): Claim[] {
    return shared === undefined ? this.#alone : this.#shared;
  }
}

/** Whether two claims of one calendar may not both be. */
export const excludeEachOther = (a: Claim, b: Claim): boolean =>
  Interval.overlaps(a.blocked, b.blocked) &&
  (a.shared === undefined || a.shared.shareKey !== b.shared?.shareKey);

const byStart = (a: PlacedClaim, b: PlacedClaim): number =>
  a.blocked.start - b.blocked.start || (a.bookingId < b.bookingId ? -1 : a.bookingId > b.bookingId ? 1 : 0);

interface PlacedClaim {
  readonly blocked: { readonly start: Instant };
  readonly bookingId: BookingId;
}
