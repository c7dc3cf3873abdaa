const isDate = (node) => node.type === 'Identifier' && node.name === 'Date';
const MESSAGE = 'The domain is told what time it is, by the Clock port, and reads no local time.';

const isEpoch = ([only, ...rest]) =>
  only !== undefined && rest.length === 0 && only.type !== 'SpreadElement' && typeof only.value !== 'string';

/** No `Date()`, and `new Date(…)` with one argument only: none is the wall clock, several are local time. */
export const noAmbientDate = {
  create(context) {
    return {
      NewExpression(node) {
        if (isDate(node.callee) && !isEpoch(node.arguments)) context.report({ node, message: MESSAGE });
      },
      CallExpression(node) {
        if (isDate(node.callee)) context.report({ node, message: MESSAGE });
      },
    };
  },
};
