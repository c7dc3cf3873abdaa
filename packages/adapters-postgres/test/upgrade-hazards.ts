import {
  DummyDriver,
  Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  type Migration,
} from 'kysely';

/** Statements of a migration that servers of the version before might not survive, each with the reason. */
export const upgradeHazards = async (migration: Migration): Promise<readonly string[]> => {
  const created = new Set<string>();
  return (await statementsOf(migration)).flatMap((statement) => {
    const table = /^create (?:unlogged )?table (?:if not exists )?(\w+)/.exec(statement)?.[1];
    if (table !== undefined) created.add(table);
    const hazard = hazardOf(statement, created);
    return hazard === undefined ? [] : [`${hazard}: ${statement}`];
  });
};

/** What a migration would run, without a database: in lower case, on one line. */
const statementsOf = async (migration: Migration): Promise<readonly string[]> => {
  const statements: string[] = [];
  const db = new Kysely<unknown>({
    dialect: {
      createAdapter: () => new PostgresAdapter(),
      createDriver: () => new DummyDriver(),
      createIntrospector: (of) => new PostgresIntrospector(of),
      createQueryCompiler: () => new PostgresQueryCompiler(),
    },
    log: ({ query }) => {
      statements.push(query.sql.toLowerCase().replaceAll('"', '').replaceAll(/\s+/g, ' ').trim());
    },
  });
  await migration.up(db);
  return statements;
};

/**
 * A list of what is harmless: whatever is not on it needs somebody to think about it first. @param created tables that no
 * server knows yet
 */
const hazardOf = (statement: string, created: ReadonlySet<string>): string | undefined => {
  if (/^(create (unlogged )?table|comment on) /.test(statement)) return undefined;
  const target =
    /^(?:create (?:unique )?index \w+ on|alter table|insert into) (\w+)/.exec(statement)?.[1] ?? '';
  if (created.has(target)) return undefined;
  const change = /^alter table \w+ (.*)$/.exec(statement)?.[1];
  if (change !== undefined)
    return clausesOf(change)
      .map(hazardOfClause)
      .find((hazard) => hazard !== undefined);
  if (statement.startsWith('create index')) return 'keeps others from writing while the index is built';
  if (statement.startsWith('create unique index')) return 'refuses what servers that run may write';
  return 'is not known to leave servers that run as they are';
};

const hazardOfClause = (clause: string): string | undefined => {
  if (!clause.startsWith('add column ')) return 'changes what servers that run rely on';
  if (/ (references|unique|primary key|check|generated)\b/.test(clause))
    return 'looks at, or writes, every row while nobody else may';
  const hasDefault = / default /.test(clause);
  if (hasDefault && !/ default ('[^']*'|-?\d+|true|false)( |$)/.test(clause))
    return 'may write every row while nobody else may';
  return / not null/.test(clause) && !hasDefault
    ? 'refuses rows of servers that do not know the column'
    : undefined;
};

/** What is between the commas that are in no parentheses. */
const clausesOf = (change: string): readonly string[] => {
  const clauses = [''];
  let depth = 0;
  for (const character of change) {
    if (character === '(') depth += 1;
    if (character === ')') depth -= 1;
    if (character === ',' && depth === 0) clauses.push('');
    else clauses.push(`${clauses.pop() ?? ''}${character}`);
  }
  return clauses.map((clause) => clause.trim());
};
