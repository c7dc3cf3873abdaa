import { expect, test } from 'vitest';
import { defaultDataFolder, type UserSurroundings } from './default-data-folder.js';

const ada: UserSurroundings = { platform: 'linux', isRoot: false, homeFolder: '/home/ada', environment: {} };

test("an ordinary user's data lies below the home", () => {
  expect(defaultDataFolder(ada)).toBe('/home/ada/.local/share/slotkeeper');
});

test('XDG_DATA_HOME is followed, unless it is relative', () => {
  expect(defaultDataFolder({ ...ada, environment: { XDG_DATA_HOME: '/data' } })).toBe('/data/slotkeeper');
  expect(defaultDataFolder({ ...ada, environment: { XDG_DATA_HOME: 'data' } })).toBe(
    '/home/ada/.local/share/slotkeeper',
  );
});

test("root's data lies outside root's home, where PostgreSQL's account may not go", () => {
  const root = {
    ...ada,
    isRoot: true,
    homeFolder: '/closed',
    environment: { XDG_DATA_HOME: '/closed/share' },
  };
  expect(defaultDataFolder(root)).toBe('/var/lib/slotkeeper');
});

test('macOS keeps it where applications keep their data', () => {
  const mac = { ...ada, platform: 'darwin' as const, homeFolder: '/Users/ada' };
  expect(defaultDataFolder(mac)).toBe('/Users/ada/Library/Application Support/slotkeeper');
  expect(defaultDataFolder({ ...mac, isRoot: true })).toBe('/usr/local/var/slotkeeper');
});
