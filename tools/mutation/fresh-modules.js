import { createServer } from 'vite';
import {
  ModuleRunner,
  ssrDynamicImportKey,
  ssrExportAllKey,
  ssrExportNameKey,
  ssrImportKey,
  ssrImportMetaKey,
  ssrModuleExportsKey,
} from 'vite/module-runner';

const PARAMETERS = [
  ssrModuleExportsKey,
  ssrImportMetaKey,
  ssrImportKey,
  ssrDynamicImportKey,
  ssrExportAllKey,
  ssrExportNameKey,
];
const AsyncFunction = (async () => {}).constructor;

/**
 * Modules of the repository that can be forgotten and evaluated anew, within milliseconds: each is transformed and
 * compiled once. Packages from the registry are loaded once and stay, but for those that a file stands in for.
 */
export const createFreshModules = async (alias) => {
  const server = await createServer({
    configFile: 'vitest.config.ts',
    logLevel: 'error',
    appType: 'custom',
    server: { middlewareMode: true, watch: null, ws: false, hmr: false },
    optimizeDeps: { noDiscovery: true },
    resolve: { alias },
  });
  const { hot } = server.environments.ssr;
  const answers = new Map();
  const compiled = new Map();
  const runner = new ModuleRunner(
    {
      hmr: false,
      sourcemapInterceptor: false,
      transport: {
        invoke: (request) => {
          const key = JSON.stringify([request.data.name, request.data.data]);
          if (!answers.has(key)) answers.set(key, hot.handleInvoke(request));
          return answers.get(key);
        },
      },
    },
    {
      // What a CommonJS package exports is the properties of its default export.
      runExternalModule: async (file) => {
        const loaded = await import(file);
        return { ...loaded.default, ...loaded };
      },
      runInlinedModule: async (context, code, { id }) => {
        if (!compiled.has(id)) compiled.set(id, new AsyncFunction(...PARAMETERS, `'use strict';${code}`));
        await compiled.get(id)(...PARAMETERS.map((parameter) => context[parameter]));
        Object.seal(context[ssrModuleExportsKey]);
      },
    },
  );
  return {
    load: (file) => runner.import(file),
    forget: () => runner.clearCache(),
    close: async () => {
      await runner.close();
      await server.close();
    },
  };
};
