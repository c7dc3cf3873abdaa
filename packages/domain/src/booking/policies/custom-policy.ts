import type { Interval } from '../../time/interval.js';
import type { CustomRefusal, Figures } from '../refusal.js';
import type { Situation } from '../situation.js';
import type { Policy } from './policy.js';

const CODE = /^[a-z][a-z0-9]*(_[a-z0-9]+)*$/;

/**
 * A policy of one's own, from one function that gives the figures of a refusal, `{}` if it has none, or undefined where
 * the range may be booked. It must be pure: it is asked when slots are listed, when a booking is judged under its lock,
 * and when a refusal is explained. `code` is in snake case; hosts may override the policy by it.
 * @throws RangeError for a code of another form.
 */
export const customPolicy = (
  code: string,
  judge: (range: Interval, situation: Situation) => Figures | undefined,
): Policy => {
  if (!CODE.test(code)) throw new RangeError(`not a code in snake case: ${code}`);
  return {
    name: code,
    overridable: true,
    permits: (start, end, situation) => judge({ start, end }, situation) === undefined,
    refusal: (start, end, situation): CustomRefusal => ({
      kind: 'custom_policy',
      code,
      figures: judge({ start, end }, situation) ?? {},
    }),
  };
};
