import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

/**
 * Each pattern is put together from parts, so that this file does not match itself. The made-up user `ada` may be
 * named, and root's `.local`: tests of folder rules need them.
 */
const pattern = (...parts: readonly string[]): RegExp => new RegExp(parts.join(''));

const BANNED: readonly (readonly [what: string, banned: RegExp])[] = [
  ['the address of a package registry', pattern('registry', '\\.(npmjs|yarnpkg)\\.', '(org|com)')],
  ['a lock file that names where a package came from', pattern('"resol', 'ved":\\s*"(https?|git|file)')],
  ['an address in a setting of the registry', pattern('registry\\s*=', '\\s*["\']?https?:')],
  [
    "a folder of somebody's machine",
    pattern('(^|[\\s"\'`(=:])/', '((home|Users)/(?!ada)|(root|work)/(?!\\.local))[A-Za-z0-9._-]'),
  ],
  ['a lint escape', pattern('(//|/\\*)\\s*(ox|es)', 'lint-(dis|en)able')],
];

const TEXT = /\.(ts|js|json|md|sql|sh|yml|yaml|html|css|example)$|(^|\/)(run|LICENSE|\.[a-z]+)$/;

const offencesOf = (path: string, text: string): string[] =>
  BANNED.flatMap(([what, banned]) =>
    text.split('\n').flatMap((line, index) => (banned.test(line) ? [`${path}:${index + 1}: ${what}`] : [])),
  );

/** What `.gitignore` names. The tree is walked and git not asked, since a machine with Node alone has none. */
const IGNORED = new Set(['.git', '.env', '.slotkeeper', 'coverage', 'dist', 'node_modules', 'reports']);

const filesBelow = (folder: string): string[] =>
  readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (IGNORED.has(entry.name)) return [];
    return entry.isDirectory() ? filesBelow(path) : [relative(ROOT, path).replaceAll('\\', '/')];
  });

describe('what is committed', () => {
  it('names no registry, no folder of one machine, and escapes no check', () => {
    const texts = filesBelow(ROOT).filter((path) => TEXT.test(path));
    expect(texts).toContain('package-lock.json');
    expect(texts).toContain('.npmrc');
    expect(texts).toContain('tools/repository.test.ts');
    expect(texts.flatMap((path) => offencesOf(path, readFileSync(join(ROOT, path), 'utf8')))).toEqual([]);
  });

  const home = ['/ho', 'me/grace/slotkeeper'].join('');
  it.each([
    ['a registry', ['see https://registry', '.npmjs.org/pg'].join('')],
    ['a mirror in the lock file', ['    "resol', 'ved": "https://mirror.example/pg.tgz",'].join('')],
    ['a registry setting', ['registry', '=https://mirror.example/'].join('')],
    ['a home folder', `cd ${home}`],
    ['a home folder in quotes', `"path": "${home}"`],
    ['a root folder', ['data=/ro', 'ot/data'].join('')],
    ['a lint escape', ['// oxlint', '-disable-next-line no-console'].join('')],
    ['a foreign lint escape', ['/* eslint', '-disable */'].join('')],
  ])('would not pass %s', (_, line) => {
    expect(offencesOf('planted.md', line)).toHaveLength(1);
  });

  it.each([
    ['the link of a workspace in the lock file', ['      "resol', 'ved": "packages/domain",'].join('')],
    ['a route that looks like a folder', 'GET /users/me and /workspaces/1'],
    ['the home of a made-up user', ['"/ho', 'me/ada/.local/share"'].join('')],
    ['a temporary folder', 'mkdtemp(join(tmpdir(), "x-"))'],
  ])('passes %s', (_, line) => {
    expect(offencesOf('planted.md', line)).toEqual([]);
  });
});
