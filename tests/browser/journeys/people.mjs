// Signed-in people in Chromium, JavaScript switched off: every journey has to work without it.
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const here = path.dirname(fileURLToPath(import.meta.url));
const { chromium } = createRequire(path.join(here, '..', 'package.json'))('playwright-core');

export const portal = process.env.PORTAL;
export const console_ = process.env.CONSOLE;
export const password = process.env.GT_DEMO_PASSWORD;
if (!portal || !console_ || !password) throw new Error('PORTAL, CONSOLE and GT_DEMO_PASSWORD say where the demo runs');

export const phone = { width: 390, height: 844 };
export const desk = { width: 1280, height: 800 };

export async function launch() {
  return chromium.launch({
    executablePath: process.env.CHROMIUM || '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
      '--disable-component-update', '--disable-sync', '--disable-dev-shm-usage'],
  });
}

export async function newPage(browser, viewport = phone) {
  const context = await browser.newContext({ viewport, locale: 'zh-CN', javaScriptEnabled: false });
  return context.newPage();
}

/// A page of this account, signed in on the face where it works.
export async function signIn(browser, base, login, viewport = desk, site = 'linan') {
  const page = await newPage(browser, viewport);
  await page.goto(`${base}/${site}/signin`);
  await page.fill('input[name=login]', login);
  await page.fill('input[name=password]', password);
  await press(page, '登录', 'main');
  if (page.url().includes('/signin')) throw new Error(`${login} cannot sign in: ${await page.textContent('main')}`);
  return page;
}

/// Presses the button with these words and waits for the page that follows.
export async function press(page, words, within = 'body') {
  await page.locator(within).getByRole('button', { name: words, exact: false }).first().click();
}

export async function follow(page, words) {
  await page.getByRole('link', { name: words, exact: false }).first().click();
}
