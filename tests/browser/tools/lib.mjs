// Shared by the .mjs scripts: playwright-core and axe from the folder above, Debian's chromium, options, cookies.
import { createRequire } from 'node:module';
import fs from 'node:fs';
import { fileURLToPath } from 'node:url';
export const tools = fileURLToPath(new URL('..', import.meta.url));
export const req = createRequire(tools + 'package.json');
export function args() {
  const o = { _: [] }; const a = process.argv.slice(2);
  for (let i = 0; i < a.length; i++) { const m = /^--([a-z0-9-]+)(?:=(.*))?$/.exec(a[i]); if (!m) o._.push(a[i]); else o[m[1]] = m[2] !== undefined ? m[2] : (a[i + 1] && !a[i + 1].startsWith('--') ? a[++i] : true); }
  return o;
}
export function loopback(u) { const h = new URL(u).hostname; if (!/^(127\.\d+\.\d+\.\d+|localhost|\[::1\]|[a-z0-9.-]+\.(localhost|test))$/.test(h)) { console.error('only loopback targets are allowed: ' + h); process.exit(2); } }
// site names such as a.test are mapped to 127.0.0.1 inside the browser; nothing else resolves.
export async function browser(extra = []) {
  const { chromium } = req('playwright-core');
  return chromium.launch({ executablePath: process.env.CHROMIUM || '/usr/bin/chromium', headless: true,
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--disable-dev-shm-usage',
      '--host-resolver-rules=MAP *.test 127.0.0.1, MAP *.localhost 127.0.0.1, MAP localhost 127.0.0.1, EXCLUDE 127.0.0.1, MAP * ~NOTFOUND', ...extra] });
}
export async function context(b, base, o, more = {}) {
  const c = await b.newContext({ ignoreHTTPSErrors: true, locale: o.locale || undefined, storageState: o.storage && fs.existsSync(o.storage) ? o.storage : undefined, ...more });
  const u = new URL(base);
  if (o.cookie) await c.addCookies(String(o.cookie).split(';').map(s => s.trim()).filter(Boolean).map(s => { const i = s.indexOf('='); const name = s.slice(0, i); return name.startsWith('__Host-') || name.startsWith('__Secure-') ? { name, value: s.slice(i + 1), url: u.origin.replace('http:', 'https:'), secure: true } : { name, value: s.slice(i + 1), url: u.origin }; }));
  return c;
}
export const norm = (href, base) => { try { const u = new URL(href, base); u.hash = ''; return u.href; } catch { return null; } };
// same-origin links of a page, without those that log out or change state by GET
export async function links(page, origin, skip) {
  const hrefs = await page.$$eval('a[href], area[href]', as => as.map(a => a.href));
  return [...new Set(hrefs.map(h => norm(h)).filter(h => h && h.startsWith(origin + '/') && !skip.test(h)))];
}
