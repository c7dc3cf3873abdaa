import { describe, expect, it } from 'vitest';
import { checkPerson, checkPersonName } from './check-person.js';
import { emailKey } from './user.js';

const EMAIL = {
  field: 'email',
  code: 'invalid_email',
  message: 'must be an address such as ada@example.com',
};
const NAME = {
  field: 'name',
  code: 'invalid_name',
  message: 'must be 1 to 200 characters, not all blank, without control characters',
};
const faultsOf = (change: object) => checkPerson({ email: 'ada@example.com', name: 'Ada', ...change });

describe('a person', () => {
  it.each([
    { email: 'a@b' },
    { email: `${'a'.repeat(252)}@b` },
    { email: 'ädä@exämple.com' },
    { name: ' A ' },
    { name: '😀'.repeat(200) },
  ])('may be known by %j', (change) => {
    expect(faultsOf(change)).toEqual([]);
  });

  it.each(['', 'ada', '@b', 'a@', 'a b@c', 'a@b@c', 'a@b\n', 'a@\u0000b'])('has no address %j', (email) => {
    expect(faultsOf({ email })).toEqual([EMAIL]);
  });

  it.each(['', ' ', '\u00a0\u3000\ufeff', 'A\u0007', 'A\ud800'])('has no name %j', (name) => {
    expect(faultsOf({ name })).toEqual([NAME]);
    expect(checkPersonName(name)).toEqual([NAME]);
  });

  it('has an address and a name of so many characters at the most, and of whatever field they are', () => {
    const tooLong = (field: string, max: number) => ({
      field,
      code: 'too_long',
      message: `must have at most ${max} characters`,
    });
    expect(faultsOf({ email: `${'a'.repeat(253)}@b` })).toEqual([tooLong('email', 254)]);
    expect(faultsOf({ name: '😀'.repeat(201) })).toEqual([tooLong('name', 200)]);
    const guest = checkPerson({ email: '', name: '' }, 'guest.');
    expect(guest).toEqual([
      { ...EMAIL, field: 'guest.email' },
      { ...NAME, field: 'guest.name' },
    ]);
  });

  it('is told from others by an address in small letters', () => {
    expect(emailKey('Ada@EXAMPLE.com')).toBe('ada@example.com');
  });
});
