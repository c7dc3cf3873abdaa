/** A file with one import, and whether the linter must refuse it. */
export interface BoundaryProbe {
  readonly rule: 'slotkeeper/domain-boundary' | 'slotkeeper/package-boundary';
  readonly from: string;
  readonly specifier: string;
  readonly refused: boolean;
}

const FOLDERS = [
  'time',
  'identity',
  'availability',
  'slots',
  'booking',
  'ports',
  'use-cases',
  'rules',
  'testing',
];

/** For each folder of the domain what it may import, written out, and so apart from the rule's own table. */
const MAY_IMPORT: Readonly<Record<string, string>> = {
  time: 'time',
  identity: 'time identity',
  availability: 'time identity availability',
  slots: 'time identity availability slots',
  booking: 'time identity availability slots booking',
  ports: 'time availability slots booking identity ports',
  'use-cases': 'time availability slots booking identity ports use-cases',
  rules: 'time availability slots booking identity ports use-cases rules',
  testing: 'time availability slots booking identity ports use-cases rules testing',
};

const domain = (from: string, specifier: string, refused: boolean): BoundaryProbe => ({
  rule: 'slotkeeper/domain-boundary',
  from: `packages/domain/src/${from}`,
  specifier,
  refused,
});

const folders = FOLDERS.flatMap((from) =>
  FOLDERS.flatMap((to) => {
    const specifier = from === to ? './other.js' : `../${to}/other.js`;
    const allowed = MAY_IMPORT[from]?.split(' ').includes(to) ?? false;
    return [domain(`${from}/{}.ts`, specifier, !allowed), domain(`${from}/{}.test.ts`, specifier, false)];
  }),
);

const domainEdges: readonly BoundaryProbe[] = [
  domain('{}.ts', './time/other.js', true),
  domain('{}.ts', './other.js', false),
  domain('index.ts', './use-cases/other.js', false),
  domain('time/{}.ts', '../result.js', false),
  domain('time/{}.ts', '../index.js', true),
  domain('testing/{}.ts', '../index.js', true),
  domain('testing/{}.ts', './index.js', true),
  domain('testing/index.ts', './contract.js', false),
  domain('time/{}.ts', '../testing/index.js', true),
  domain('time/{}.test.ts', '../testing/index.js', false),
  domain('time/{}.ts', '../../../in-memory/src/other.js', true),
  domain('time/{}.test.ts', '../../../in-memory/src/other.js', true),
  domain('elsewhere/{}.ts', './other.js', true),
  domain('time/{}.ts', '../elsewhere/other.js', true),
  domain('time/{}.ts', '@js-joda/core', false),
  domain('time/{}.ts', '@js-joda/timezone', false),
  domain('time/{}.ts', '@js-joda/locale', true),
  domain('time/{}.ts', 'node:crypto', true),
  domain('time/{}.ts', 'fs', true),
  domain('time/{}.ts', 'fast-check', true),
  domain('time/{}.ts', 'vitest', true),
  domain('time/{}.test.ts', 'fast-check', false),
  domain('time/{}.test.ts', 'vitest', false),
  domain('testing/{}.ts', 'fast-check', false),
  domain('testing/{}.ts', 'vitest', true),
  domain('testing/{}.ts', 'node:assert', true),
  domain('testing/{}.test.ts', 'vitest', false),
];

const ENTRIES = [
  '@slotkeeper/domain',
  '@slotkeeper/domain/testing',
  '@slotkeeper/in-memory',
  '@slotkeeper/adapters-postgres',
  '@slotkeeper/http-fastify',
  '@slotkeeper/server',
];

const between = (from: string, specifier: string, refused: boolean): BoundaryProbe => ({
  rule: 'slotkeeper/package-boundary',
  from,
  specifier,
  refused,
});

/** For each package what its sources and its tests may import of the others, by the last part of the name. */
const SEES: readonly (readonly [name: string, source: string, test: string])[] = [
  ['domain', '', 'domain domain/testing in-memory'],
  ['in-memory', 'domain', 'domain domain/testing in-memory'],
  ['adapters-postgres', 'domain', 'domain domain/testing adapters-postgres'],
  ['http-fastify', 'domain', 'domain domain/testing in-memory http-fastify'],
  [
    'server',
    'domain in-memory adapters-postgres http-fastify',
    'domain domain/testing in-memory adapters-postgres http-fastify server',
  ],
];

const packages = SEES.flatMap(([name, source, test]) =>
  ENTRIES.flatMap((entry) => {
    const short = entry.replace('@slotkeeper/', '');
    return [
      between(`packages/${name}/src/{}.ts`, entry, !source.split(' ').includes(short)),
      between(`packages/${name}/src/{}.test.ts`, entry, !test.split(' ').includes(short)),
      between(`packages/${name}/test/{}.ts`, entry, !test.split(' ').includes(short)),
    ];
  }),
);

const packageEdges: readonly BoundaryProbe[] = [
  ...ENTRIES.map((entry) => between('bench/{}.ts', entry, false)),
  ...['server/src', 'http-fastify/src'].flatMap((folder) =>
    ['dist/index.js', 'src/index.ts', 'dist/time/interval.js', 'package.json'].map((path) =>
      between(`packages/${folder}/{}.ts`, `@slotkeeper/domain/${path}`, true),
    ),
  ),
  between('examples/{}.ts', '@slotkeeper/in-memory/dist/index.js', true),
  between('examples/{}.ts', '../packages/in-memory/src/index.js', true),
  between('packages/server/src/{}.ts', '../../in-memory/src/index.js', true),
  between('packages/server/src/{}.ts', './other.js', false),
  ...['tsyringe', 'reflect-metadata', 'tsyringe/dist/typings'].flatMap((container) => [
    between('packages/server/src/composition.ts', container, false),
    between('packages/server/src/composition-{}.test.ts', container, false),
    between('packages/server/src/composition/{}.ts', container, false),
    between('packages/server/src/{}.ts', container, true),
    between('packages/http-fastify/src/{}.ts', container, true),
    between('packages/domain/src/use-cases/{}.ts', container, true),
    between('tools/{}.ts', container, true),
  ]),
];

/** Every pair of folders and every pair of packages, and the edges around them. */
export const BOUNDARY_PROBES: readonly BoundaryProbe[] = [
  ...folders,
  ...domainEdges,
  ...packages,
  ...packageEdges,
];

/** Every way a module can name another; each must be seen by the boundary rules. */
export const IMPORT_FORMS: readonly ((specifier: string) => string)[] = [
  (specifier) => `import { one } from '${specifier}';\nexport const two: unknown = one;\n`,
  (specifier) => `import type { One } from '${specifier}';\nexport type Two = One;\n`,
  (specifier) => `import '${specifier}';\n`,
  (specifier) => `export { one } from '${specifier}';\n`,
  (specifier) => `export * from '${specifier}';\n`,
  (specifier) => `export const one = async (): Promise<unknown> => import('${specifier}');\n`,
  (specifier) => `export type One = import('${specifier}').One;\n`,
];
