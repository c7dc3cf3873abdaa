import {
  guestIds,
  type AccountDependencies,
  type Dependencies,
  type OrganisationId,
  type UserId,
} from '@slotkeeper/domain';
import type { Configuration } from '../configuration/read-configuration.js';
import { EXIT } from '../exit-code.js';
import { textTable } from '../text-table.js';
import type { Outcome } from './outcome.js';
import { withUseCases } from './with-use-cases.js';

/** Somebody of whom something was known, and is no more. */
interface Erased {
  readonly kind: 'account' | 'guest';
  readonly id: UserId;
}

/**
 * Erases a person everywhere: the account of an address or id, and whatever was booked without an account from the same
 * address, under the key that is in use and those that are still honoured. Bookings keep their time.
 */
export const erase = async (
  configuration: Configuration,
  person: string,
  organisationId: OrganisationId | undefined,
): Promise<Outcome> => {
  const erased = await withUseCases(configuration, (dependencies) =>
    erasePerson(dependencies, person, organisationId),
  );
  return {
    exitCode: erased.length === 0 ? EXIT.attention : EXIT.done,
    json: { erased },
    text:
      erased.length === 0
        ? 'Nothing is known of such a person.'
        : textTable([['ERASED', 'ID'], ...erased.map(({ kind, id }) => [kind, id])]),
  };
};

const erasePerson = async (
  { users, secrets, clock }: Pick<Dependencies & AccountDependencies, 'users' | 'secrets' | 'clock'>,
  person: string,
  organisationId: OrganisationId | undefined,
): Promise<readonly Erased[]> => {
  const account = person.includes('@')
    ? (await users.credentials(person, organisationId))?.user
    : await users.byId(person);
  const email = account?.email ?? person;
  const guests = email.includes('@')
    ? guestIds(secrets, email, account === undefined ? organisationId : account.organisationId)
    : // What is no account may be a guest, who has no more than an id.
      [person];
  const known: readonly Erased[] = [
    ...(account === undefined ? [] : [{ kind: 'account' as const, id: account.id }]),
    ...guests.map((id) => ({ kind: 'guest' as const, id })),
  ];
  const erased: Erased[] = [];
  for (const one of known) if (await users.erase(one.id, clock.now())) erased.push(one);
  return erased;
};
