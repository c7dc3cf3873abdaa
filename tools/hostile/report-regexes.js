const textOf = (node) => {
  if (node?.type === 'Literal' && typeof node.value === 'string') return node.value;
  if (node?.type === 'TemplateLiteral' && node.expressions.length === 0) return node.quasis[0].value.cooked;
  return undefined;
};

/** What may be called to make an expression: `RegExp`, also as a member of the global object. */
const isRegExp = (callee) =>
  (callee.type === 'Identifier' && callee.name === 'RegExp') ||
  (callee.type === 'MemberExpression' && callee.property.name === 'RegExp');

/** Tells every regular expression of a file, as JSON in a message: the parser of the linter finds them all. */
export const everyRegex = {
  create(context) {
    const tell = (node, found) => context.report({ node, message: `regex ${JSON.stringify(found)}` });
    const call = (node) => {
      if (!isRegExp(node.callee)) return;
      const [first, second] = node.arguments;
      // A literal within is told by itself.
      if (first?.regex !== undefined) return;
      const pattern = textOf(first);
      const flags = second === undefined ? '' : textOf(second);
      if (pattern === undefined || flags === undefined)
        tell(node, { made: context.sourceCode.getText(node) });
      else tell(node, { pattern, flags });
    };
    return {
      Literal(node) {
        if (node.regex !== undefined && node.regex !== null)
          tell(node, { pattern: node.regex.pattern, flags: node.regex.flags });
      },
      // Patterns that others make expressions of: those of schemas, and constants that say so.
      Property(node) {
        const pattern = node.key.name === 'pattern' ? textOf(node.value) : undefined;
        if (pattern !== undefined) tell(node, { pattern, flags: 'u' });
      },
      VariableDeclarator(node) {
        const pattern = node.id.name?.endsWith('PATTERN') ? textOf(node.init) : undefined;
        if (pattern !== undefined) tell(node, { pattern, flags: 'u' });
      },
      NewExpression: call,
      CallExpression: call,
    };
  },
};
