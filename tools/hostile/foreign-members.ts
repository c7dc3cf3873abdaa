import type { ApiDescription, Schema } from '../fuzz/api-description.js';
import type { GoodRequest } from './good-requests.js';

/** Members that some API has let a caller set, though they were none of the caller’s business. */
export const FOREIGN_MEMBERS: Readonly<Record<string, unknown>> = {
  id: '0190a6e2-7c3b-7d4e-8f5a-6b7c8d9e0f1a',
  role: 'HOST',
  roles: ['HOST', 'ADMIN'],
  scope: 'admin',
  scopes: ['*'],
  permissions: ['*'],
  isAdmin: true,
  admin: true,
  is_admin: true,
  verified: true,
  emailVerified: true,
  status: 'confirmed',
  state: 'confirmed',
  revision: 99,
  version: 99,
  createdAt: '2020-01-01T00:00:00Z',
  updatedAt: '2020-01-01T00:00:00Z',
  organisationId: '0190a6e2-7c3b-7d4e-8f5a-6b7c8d9e0f1a',
  tenantId: '0190a6e2-7c3b-7d4e-8f5a-6b7c8d9e0f1a',
  ownerId: '0190a6e2-7c3b-7d4e-8f5a-6b7c8d9e0f1a',
  userId: '0190a6e2-7c3b-7d4e-8f5a-6b7c8d9e0f1a',
  passwordHash: 'x',
  deadline: '2099-01-01T00:00:00Z',
  price: 0,
  toString: 'x',
  hasOwnProperty: true,
  constructor: 'x',
};

/** A body with a member that does not belong there, and where it was put. */
export interface ForeignBody {
  readonly name: string;
  readonly member: string;
  readonly body: unknown;
}

/** The body of a request with each foreign member in each object of it that has no such member. */
export const foreignBodies = (
  { operation, body }: GoodRequest,
  { resolve }: ApiDescription,
): readonly ForeignBody[] => {
  if (operation.body === undefined) return [];
  return objectsIn(operation.body.schema, body ?? {}, resolve).flatMap(({ path, members }) =>
    Object.entries(FOREIGN_MEMBERS)
      .filter(([member]) => !members.has(member))
      .map(([member, value]) => ({
        name: `${operation.id} ${[...path, member].join('.')}`,
        member,
        body: withMember(body ?? {}, path, member, value),
      })),
  );
};

interface ObjectPlace {
  readonly path: readonly string[];
  /** Those that its schema names. */
  readonly members: ReadonlySet<string>;
}

/** The objects of a value, each with the members that its schema knows. */
const objectsIn = (
  written: Schema,
  value: unknown,
  resolve: ApiDescription['resolve'],
  path: readonly string[] = [],
): readonly ObjectPlace[] => {
  const schema = resolve(written);
  if (typeof value !== 'object' || value === null) return [];
  if (Array.isArray(value))
    return schema.items === undefined ? [] : objectsIn(schema.items, value[0], resolve, [...path, '0']);
  const choices = [...(schema.anyOf ?? []), ...(schema.oneOf ?? []), ...(schema.allOf ?? [])].map(resolve);
  const properties = Object.assign(
    {},
    schema.properties,
    ...choices.map((one) => one.properties),
  ) as Readonly<Record<string, Schema>>;
  return [
    { path, members: new Set(Object.keys(properties)) },
    ...Object.entries(value).flatMap(([name, inner]: [string, unknown]) => {
      const known = properties[name];
      return known === undefined ? [] : objectsIn(known, inner, resolve, [...path, name]);
    }),
  ];
};

const withMember = (
  value: unknown,
  [step, ...rest]: readonly string[],
  member: string,
  added: unknown,
): unknown => {
  const members = value as Record<string, unknown>;
  if (step === undefined) return { ...members, [member]: added };
  const inner = withMember(members[step], rest, member, added);
  return Array.isArray(value) ? value.with(Number(step), inner) : { ...members, [step]: inner };
};
