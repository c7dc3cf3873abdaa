const literal = (node) => (typeof node?.value === 'string' ? node.value : undefined);

/** Calls `see(specifier, node)` for every way a module can name another: static, dynamic, re-exported, as a type. */
export const importVisitor = (see) => {
  const visit = (source, node) => {
    const specifier = literal(source);
    if (specifier !== undefined) see(specifier, node);
  };
  return {
    ImportDeclaration: (node) => visit(node.source, node),
    ExportNamedDeclaration: (node) => visit(node.source, node),
    ExportAllDeclaration: (node) => visit(node.source, node),
    ImportExpression: (node) => visit(node.source, node),
    TSImportType: (node) => visit(node.source ?? node.argument?.literal ?? node.argument, node),
    TSExternalModuleReference: (node) => visit(node.expression, node),
  };
};
