import { confirmHold, extendHold, hold, ok, releaseHold } from '@slotkeeper/domain';
import {
  confirmHoldOperation,
  extendHoldOperation,
  holdOperation,
  releaseHoldOperation,
} from '../operations/hold-operations.js';
import { route, type Route } from '../operations/serve.js';
import { readWantedTime } from '../requests/wanted-time.js';
import { decidedBooking, madeBooking } from './decided-booking.js';

export const holdRoutes = (prefix: string): readonly Route[] => [
  route(holdOperation, async ({ actor, body, idempotency }, dependencies) => {
    const { minutes } = body;
    const held = await hold(dependencies)({ actor, ...readWantedTime(body), minutes, idempotency });
    return held.ok ? ok(madeBooking(held.value, prefix)) : held;
  }),
  route(confirmHoldOperation, async ({ actor, params, idempotency }, dependencies) => {
    const confirmed = await confirmHold(dependencies)({ actor, id: params.id, idempotency });
    return confirmed.ok ? ok(decidedBooking(confirmed.value)) : confirmed;
  }),
  route(extendHoldOperation, async ({ actor, params, body, idempotency }, dependencies) => {
    const extended = await extendHold(dependencies)({ actor, id: params.id, ...body, idempotency });
    return extended.ok ? ok(decidedBooking(extended.value)) : extended;
  }),
  route(releaseHoldOperation, async ({ actor, params }, dependencies) => {
    const released = await releaseHold(dependencies)({ actor, id: params.id });
    return released.ok ? ok(decidedBooking(released.value)) : released;
  }),
];
