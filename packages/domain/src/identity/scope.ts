/** What an API key may be made for. A login may do all that its account may. */
export const SCOPES = ['calendar:read', 'calendar:write', 'bookings:read', 'bookings:write'] as const;

/** `calendar` is what a host states: availability, schedules, time off, event types. */
export type Scope = (typeof SCOPES)[number];
