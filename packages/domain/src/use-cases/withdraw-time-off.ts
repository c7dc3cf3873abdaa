import type { TimeOff, TimeOffId } from '../availability/time-off.js';
import { may } from '../identity/authorization.js';
import type { Actor, UserId } from '../identity/user.js';
import type { Page } from '../ports/queries.js';
import { err, ok, type Result } from '../result.js';
import type { Dependencies } from './dependencies.js';
import type { Forbidden, TimeOffNotFound } from './refusal.js';

/** A host is available again. */
export const withdrawTimeOff =
  ({ unitOfWork, queries }: Pick<Dependencies, 'unitOfWork' | 'queries'>) =>
  async (command: {
    readonly actor: Actor;
    readonly id: TimeOffId;
  }): Promise<Result<TimeOff, TimeOffNotFound>> => {
    const { actor, id } = command;
    const seen = await queries.timeOff(id);
    if (seen === undefined || !may(actor, 'time-off.withdraw', seen))
      return err({ kind: 'time_off_not_found' });
    const { hostId } = seen;
    const outcome = await unitOfWork.decide<TimeOff, TimeOffNotFound>(
      { calendars: [hostId], reading: { timeOffId: id } },
      ({ timeOff, now }) =>
        timeOff === undefined
          ? err({ kind: 'time_off_not_found' })
          : ok({
              answer: timeOff,
              withdrawnTimeOff: [id],
              events: [{ type: 'time-off.withdrawn', calendarId: hostId, at: now, actor, timeOff }],
            }),
    );
    if (outcome.ok) return ok(outcome.value.answer);
    return err({ kind: 'time_off_not_found' });
  };

export interface ListTimeOff {
  readonly actor: Actor;
  readonly hostId: UserId;
  readonly page: { readonly limit: number; readonly afterId?: TimeOffId | undefined };
}

/** The time off of a host, for that host, in order of id. */
export const listTimeOff =
  ({ queries }: Pick<Dependencies, 'queries'>) =>
  async ({ actor, hostId, page }: ListTimeOff): Promise<Result<Page<TimeOff>, Forbidden>> =>
    may(actor, 'time-off.list', { hostId })
      ? ok(await queries.timeOffOf(hostId, page))
      : err({ kind: 'forbidden', field: 'hostId' });
