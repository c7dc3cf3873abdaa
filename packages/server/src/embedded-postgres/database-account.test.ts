import { expect, test } from 'vitest';
import { parseAccounts } from './database-account.js';

test('accounts are read from passwd, comments and broken lines left out', () => {
  const passwd = '# macOS has a comment\nroot:x:0:0::/:/bin/sh\nbroken\n:x:1:1::/:\nada:x:one:1::/:\n';
  expect(parseAccounts(passwd)).toEqual([{ name: 'root', uid: 0, gid: 0 }]);
});

test('a negative id is the unsigned number that the system uses', () => {
  expect(parseAccounts('nobody:*:-2:-2:Unprivileged User:/var/empty:/usr/bin/false')).toEqual([
    { name: 'nobody', uid: 4294967294, gid: 4294967294 },
  ]);
});
