/** No `export *`: what a module gives is a list that a reader can see. */
export const explicitExports = {
  create(context) {
    return {
      ExportAllDeclaration(node) {
        context.report({ node, message: 'Name what is exported: `export *` hides it.' });
      },
    };
  },
};
