import { describe, expect, it } from 'vitest';
import { routeUrl } from './route-url.js';

describe('the path of an operation for the router', () => {
  it.each([
    ['/slots', '/slots'],
    ['/bookings/{id}', '/bookings/:id'],
    ['/bookings/{id}/cancel', '/bookings/:id/cancel'],
    ['/availability:preview', '/availability::preview'],
    ['/schedules/{id}:preview', '/schedules/:id([^:]*)::preview'],
  ])('of %s is %s', (path, url) => {
    expect(routeUrl(path)).toBe(url);
  });
});
