import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { chromium, type Browser, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findChromium } from '../test/find-chromium.js';
import { createTestServer, type TestServer } from '../test/test-server.js';
import { ALL_OPERATIONS } from './operations/all-operations.js';

const INSTALL =
  'No Chromium: install one (`apt-get install chromium`, or any of `chromium`, `google-chrome` in PATH), or name it in CHROMIUM_PATH.';

/** On a machine without a Chromium the static checks of `/docs` have to do; CI has one, or fails. */
const executablePath = findChromium(process.env);
const isWanted = executablePath !== undefined || process.env['CI'] === 'true';

/** All that a page asks for, from wherever, as it goes on. */
const requestsOf = (page: Page): readonly string[] => {
  const asked: string[] = [];
  page.on('request', (request) => asked.push(request.url()));
  page.on('websocket', (socket) => asked.push(socket.url()));
  return asked;
};

const errorsOf = (page: Page): readonly string[] => {
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') errors.push(message.text());
  });
  return errors;
};

const beyond = (origin: string, asked: readonly string[]): readonly string[] =>
  asked.filter((url) => !url.startsWith(`${origin}/`) && !url.startsWith('data:'));

describe.runIf(isWanted)('/docs in a browser', () => {
  let server: TestServer;
  let origin: string;
  let browser: Browser;
  let deadEnd: Server;

  beforeAll(async () => {
    if (executablePath === undefined) throw new Error(INSTALL);
    server = await createTestServer({ plugin: { documentation: true } });
    origin = await server.app.listen({ host: '127.0.0.1', port: 0 });
    // What is not on this machine goes to a proxy that goes nowhere: also what the browser itself would like to ask.
    deadEnd = createServer((_, response) => response.writeHead(502).end());
    deadEnd.on('connect', (_, socket) => socket.end('HTTP/1.1 502 Bad Gateway\r\n\r\n'));
    await new Promise<void>((listening) => deadEnd.listen(0, '127.0.0.1', listening));
    const { port } = deadEnd.address() as AddressInfo;
    browser = await chromium.launch({
      executablePath,
      args: [`--proxy-server=http://127.0.0.1:${port}`, '--no-sandbox'],
    });
  }, 60_000);

  afterAll(async () => {
    await browser?.close();
    deadEnd?.closeAllConnections();
    deadEnd?.close();
    await server?.app.close();
  });

  it.each(['/docs', '/docs/'])(
    'shows every operation, and asks nobody else for anything: %s',
    async (path) => {
      const page = await browser.newPage();
      const asked = requestsOf(page);
      const errors = errorsOf(page);
      await page.goto(`${origin}${path}`);
      await page
        .locator('.opblock')
        .nth(ALL_OPERATIONS.length - 1)
        .waitFor();
      const shown = await page.locator('.opblock-summary-path').allInnerTexts();
      const plain = (text: string): string => text.replaceAll(/[\u200b\s]/g, '');
      expect(shown.map((text) => plain(text)).sort()).toEqual(
        ALL_OPERATIONS.map((operation) => operation.path).sort(),
      );
      const booking = page.locator('#operations-Bookings-book');
      await booking.locator('.opblock-summary-control').click();
      await booking.locator('.responses-wrapper').waitFor();
      expect(await booking.innerText()).toContain('time_taken');
      expect(asked).toContain(`${origin}/docs/json`);
      expect(beyond(origin, asked)).toEqual([]);
      expect(errors).toEqual([]);
      await page.close();
    },
    60_000,
  );

  it('would notice a page that asks somebody else, and one with an error', async () => {
    const page = await browser.newPage();
    const asked = requestsOf(page);
    const errors = errorsOf(page);
    await page.setContent('<img src="http://elsewhere.example/x.png"><script>nothing.here</script>');
    await page.waitForLoadState('networkidle');
    expect(beyond(origin, asked)).toEqual(['http://elsewhere.example/x.png']);
    expect(errors.join()).toContain('nothing is not defined');
    await page.close();
  }, 60_000);
});
