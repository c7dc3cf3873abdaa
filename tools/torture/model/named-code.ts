/** What a model says that a step of it stands for. */
export interface NamedCode {
  /** From the root of the repository. */
  readonly path: string;
  readonly name: string;
}

/** All that a model names after `code:`, a path and then one name or several. */
export const namedCode = (model: string): readonly NamedCode[] =>
  [...model.matchAll(/code: (\S+) (\w+(?:, \w+)*)/g)].flatMap(([, path = '', names = '']) =>
    names.split(', ').map((name) => ({ path, name })),
  );

/** Whether TypeScript, or SQL in it, declares what is called so. */
export const declares = (source: string, name: string): boolean =>
  new RegExp(`\\b(const|class|interface|type|constraint) ${name}\\b`).test(source);

/** The steps of a model that don't say, in a comment right before them, what they stand for. */
export const unnamedSteps = (model: string): readonly string[] =>
  [...model.matchAll(/^(?:inline|proctype|#define) (\w+)\(/gm)]
    .filter(({ index }) => !/\b(?:code|world|ghost): /.test(commentAtEndOf(model.slice(0, index).trimEnd())))
    .map(([, step = '']) => step);

const commentAtEndOf = (text: string): string =>
  text.endsWith('*/') ? text.slice(text.lastIndexOf('/*')) : '';
