import { addOrganisation, formatInstant, type Organisation } from '@slotkeeper/domain';
import type { Configuration } from '../configuration/read-configuration.js';
import { EXIT } from '../exit-code.js';
import { textTable } from '../text-table.js';
import type { Outcome } from './outcome.js';
import { refused } from './refused.js';
import { withUseCases } from './with-use-cases.js';

/** Makes a tenant. */
export const organisationAdd = async (configuration: Configuration, name: string): Promise<Outcome> => {
  const added = await withUseCases(configuration, (dependencies) => addOrganisation(dependencies)({ name }));
  if (!added.ok) throw refused(added.error);
  return { exitCode: EXIT.done, json: told(added.value), text: `added ${added.value.id}` };
};

/** Lists the tenants, in order of id. */
export const organisationList = async (configuration: Configuration): Promise<Outcome> => {
  const organisations = await withUseCases(configuration, (dependencies) => dependencies.organisations.all());
  const items = organisations.map(told);
  return {
    exitCode: EXIT.done,
    json: { items },
    text: textTable([
      ['ID', 'NAME', 'ADDED'],
      ...items.map(({ id, name, createdAt }) => [id, name, createdAt]),
    ]),
  };
};

const told = ({ id, name, createdAt }: Organisation) => ({ id, name, createdAt: formatInstant(createdAt) });
