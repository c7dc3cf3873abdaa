import { customPolicy, evaluatorOf, POLICIES } from '@slotkeeper/domain';

const noSundays = customPolicy('no_sundays', ({ start }) =>
  new Date(start).getUTCDay() === 0 ? { day: 'SU' } : undefined,
);

export const evaluator = evaluatorOf([...POLICIES, noSundays]);
