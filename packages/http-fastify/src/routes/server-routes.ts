import { err, ok } from '@slotkeeper/domain';
import {
  showHealthOperation,
  showOpenApiOperation,
  showReadinessOperation,
} from '../operations/server-operations.js';
import { route, type Route } from '../operations/serve.js';
import type { OpenApiDocument } from '../openapi/open-api-document.js';
import type { TzDatabaseReport } from './tz-database-report.js';

/** Whether a server can serve, with what it wants to say of its parts: all of it public, and as JSON. */
export interface Readiness {
  readonly ready: boolean;
  readonly [detail: string]: unknown;
}

interface ServerRoutesOptions {
  readonly readiness: () => Promise<Readiness>;
  readonly version: string;
  readonly document: OpenApiDocument;
  readonly tzdata: TzDatabaseReport;
}

export const serverRoutes = ({
  readiness,
  version,
  document,
  tzdata,
}: ServerRoutesOptions): readonly Route[] => [
  route(showHealthOperation, async () => ok({ body: { status: 'ok', version } })),
  route(showReadinessOperation, async ({ log }) => {
    try {
      const said = await readiness();
      return said.ready ? ok({ body: { ...said, ready: true, tzdata } }) : err({ kind: 'not_ready' });
    } catch (error) {
      log.error({ err: error }, 'readiness could not be told');
      return err({ kind: 'not_ready' });
    }
  }),
  route(showOpenApiOperation, async () => ok({ body: document })),
];
