import { describe, expect, it } from 'vitest';
import { DEFAULT_NOW } from '../testing/manual-clock.js';
import { checkApiKey, isGood, type ApiKey } from './api-key.js';

const key: ApiKey = {
  id: 'k',
  userId: 'u',
  name: 'sync',
  scopes: ['bookings:read'],
  createdAt: DEFAULT_NOW,
};

describe('what a key is to be', () => {
  const faultsOf = (change: Partial<ApiKey>) => checkApiKey({ ...key, ...change }, DEFAULT_NOW);

  it.each<[Partial<ApiKey>]>([
    [{}],
    [{ name: 'x' }],
    [{ name: '😀'.repeat(200) }],
    [{ scopes: ['calendar:read', 'calendar:write', 'bookings:read', 'bookings:write'] }],
    [{ expiresAt: DEFAULT_NOW + 1_000 }],
  ])('may be %j', (change) => {
    expect(faultsOf(change)).toEqual([]);
  });

  it('is told with its field and the rule', () => {
    const name = {
      field: 'name',
      code: 'invalid_name',
      message: 'must be 1 to 200 characters, not all blank, without control characters',
    };
    const scopes = {
      field: 'scopes',
      code: 'invalid_scope',
      message: 'must be one or more of calendar:read, calendar:write, bookings:read, bookings:write',
    };
    const expiresAt = { field: 'expiresAt', code: 'not_in_future', message: 'must lie in the future' };
    expect(faultsOf({ name: '' })).toEqual([name]);
    expect(faultsOf({ name: '😀'.repeat(201) })).toEqual([name]);
    expect(faultsOf({ scopes: [] })).toEqual([scopes]);
    expect(faultsOf({ scopes: ['bookings:read', 'admin' as never] })).toEqual([scopes]);
    expect(faultsOf({ expiresAt: DEFAULT_NOW })).toEqual([expiresAt]);
    expect(faultsOf({ name: '\n', scopes: [], expiresAt: 0 })).toEqual([name, scopes, expiresAt]);
  });
});

describe('a key is good', () => {
  it('until it expires or is revoked, whichever comes first', () => {
    const at = (change: Partial<ApiKey>) => isGood({ ...key, ...change }, DEFAULT_NOW);
    expect(at({})).toBe(true);
    expect(at({ expiresAt: DEFAULT_NOW + 1_000 })).toBe(true);
    expect(at({ expiresAt: DEFAULT_NOW })).toBe(false);
    expect(at({ revokedAt: DEFAULT_NOW - 1_000 })).toBe(false);
    expect(at({ revokedAt: DEFAULT_NOW, expiresAt: DEFAULT_NOW + 1_000 })).toBe(false);
  });
});
