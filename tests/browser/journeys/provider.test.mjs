// R5: signing in by OpenID Connect, against the real oidc-provider in Chromium, and against a provider that lies.
// An installation of its own: the demo has no provider.
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import fs from 'node:fs';
import http from 'node:http';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { createRequire } from 'node:module';
import { after, before, test } from 'node:test';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { generateKeyPairSync, sign } from 'node:crypto';
import { launch, newPage, press } from './people.mjs';

const here = path.dirname(fileURLToPath(import.meta.url));
const root = path.join(here, '..', '..', '..');
const program = path.join(root, 'build/ci/gongting');
const { Provider } = await import(pathToFileURL(createRequire(path.join(here, '..', 'package.json')).resolve('oidc-provider')));
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'gongting-provider-'));
const password = 'Qing-Tian-Bai-Yun-2026';
let browser, serve, portal, console_, good, liar, liarKeys, port;

async function freePorts(count) {
  const servers = await Promise.all(Array.from({ length: count }, () => new Promise((resolve) => {
    const server = net.createServer().listen(0, '127.0.0.1', () => resolve(server));
  })));
  const ports = servers.map((server) => server.address().port);
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}

// The settings of the demo beside us are not this installation's.
const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('GT_')));
const run = (args, input = '') => execFileSync(program, [...args, '--config', path.join(folder, 'gongting.json')], { cwd: root, env, input, encoding: 'utf8' });

// --- the real provider ---
const people = {
  'u-chen': { name: '陈晓明', resident_id: '330112196004010025' },
  'u-clerk': { name: '方婷' },
};
function startProvider(jwks) {
  const provider = new Provider(`http://127.0.0.1:${port.good}`, {
    clients: [{ client_id: 'gongting', client_secret: 'a secret of the court', redirect_uris: [`${portal}/linan/signin/provider/return`, `${console_}/linan/signin/provider/return`] }],
    claims: { openid: ['sub'], profile: ['name', 'resident_id'] },
    cookies: { keys: ['keys of a test'] },
    findAccount: (_, id) => ({ accountId: id, claims: () => ({ sub: id, ...people[id] }) }),
    pkce: { required: () => true },
    ...(jwks ? { jwks } : {}),
  });
  return new Promise((resolve) => { const server = provider.listen(port.good, '127.0.0.1', () => resolve(server)); });
}
const stop = (server) => new Promise((resolve) => { server.closeAllConnections(); server.close(resolve); });

// --- a provider that answers what the code says: "fault.nonce" ---
const base64url = (text) => Buffer.from(text).toString('base64url');
function token(fault, nonce) {
  const now = Math.floor(Date.now() / 1000);
  const claims = { iss: `http://127.0.0.1:${port.liar}`, aud: 'gongting', sub: 'u-1', nonce, iat: now, exp: now + 60, name: '王五' };
  if (fault === 'aud') claims.aud = 'another';
  if (fault === 'iss') claims.iss = 'https://another.example';
  if (fault === 'nonce') claims.nonce = 'another';
  if (fault === 'exp') claims.exp = now - 120;
  const alg = fault === 'none' ? 'none' : 'RS256';
  const signed = `${base64url(JSON.stringify({ alg, kid: 'k' }))}.${base64url(JSON.stringify(claims))}`;
  if (fault === 'none') return `${signed}.`;
  const key = fault === 'signature' ? generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey : liarKeys.privateKey;
  return `${signed}.${sign('sha256', Buffer.from(signed), key).toString('base64url')}`;
}
function startLiar() {
  const base = `http://127.0.0.1:${port.liar}`;
  return new Promise((resolve) => {
    const server = http.createServer((request, response) => {
      const answer = (value, status = 200) => { response.writeHead(status, { 'content-type': 'application/json' }); response.end(JSON.stringify(value)); };
      if (request.url.startsWith('/.well-known/')) return answer({ issuer: base, authorization_endpoint: `${base}/auth`, token_endpoint: `${base}/token`, jwks_uri: `${base}/keys` });
      if (request.url === '/keys') return answer({ keys: [{ ...liarKeys.publicKey.export({ format: 'jwk' }), kid: 'k', use: 'sig' }] });
      let body = '';
      request.on('data', (piece) => { body += piece; });
      request.on('end', () => {
        const [fault, nonce] = new URLSearchParams(body).get('code').split('.');
        if (fault === 'silent') return undefined;
        if (fault === 'broken') return answer({}, 500);
        return answer({ access_token: 'x', token_type: 'Bearer', id_token: token(fault, nonce) });
      });
      return undefined;
    }).listen(port.liar, '127.0.0.1', () => resolve(server));
  });
}

before(async () => {
  const ports = await freePorts(5);
  port = { portal: ports[0], console: ports[1], operations: ports[2], good: ports[3], liar: ports[4] };
  portal = `http://127.0.0.1:${port.portal}`; console_ = `http://127.0.0.1:${port.console}`;
  liarKeys = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const entry = (name, title, more) => ({ name, title: { 'zh-CN': title, en: name }, issuer: `http://127.0.0.1:${port[name]}`, client_id: 'gongting', client_secret: 'a secret of the court', faces: ['portal', 'console'], claims: { name: 'name', resident_id: 'resident_id' }, ...more });
  fs.writeFileSync(path.join(folder, 'providers.json'), JSON.stringify({ providers: [entry('good', '浙里办', { identity_level: 3 }), entry('liar', '说谎的', {})] }));
  fs.writeFileSync(path.join(folder, 'gongting.json'), JSON.stringify({
    listen: { portal: port.portal, console: port.console, operations: port.operations }, var: path.join(folder, 'var'), argon2: { memory_kib: 8192, passes: 1 },
    identity_providers: path.join(folder, 'providers.json') }));
  run(['migrate']);
  run(['divisions', 'import', 'config/data/divisions-zhejiang.csv']);
  run(['courts', 'import', 'config/data/courts-zhejiang.csv']);
  run(['site', 'add', 'linan', '--court', '浙0112']);
  run(['user', 'add', 'clerk', '--name', '方婷', '--role', 'FILING_CLERK', '--site', 'linan'], `${password}\n`);
  run(['user', 'passwd', '--keep', 'clerk'], `${password}1\n`);
  good = await startProvider(); liar = await startLiar();
  serve = spawn(program, ['serve', '--config', path.join(folder, 'gongting.json')], { cwd: root, env, stdio: ['ignore', 'ignore', fs.openSync(path.join(folder, 'log'), 'w')] });
  for (let ready = false; !ready;) ready = await fetch(`${portal}/readyz`).then((answer) => answer.ok, () => false);
  browser = await launch();
});
after(async () => {
  await browser?.close();
  if (serve) { const ended = new Promise((resolve) => serve.on('exit', resolve)); serve.kill('SIGTERM'); await ended; }
  for (const server of [good, liar]) if (server) await stop(server);
  fs.rmSync(folder, { recursive: true, force: true });
});

/// Through the provider's own pages, as it shows them without JavaScript.
async function atProvider(page, account) {
  await page.waitForURL((url) => url.port === String(port.good));
  if (await page.locator('input[name=login]').count()) {
    await page.fill('input[name=login]', account); await page.fill('input[name=password]', 'anything');
    await page.locator('button[type=submit]').first().click();
  }
  for (let step = 0; step < 3 && new URL(page.url()).port === String(port.good); step += 1) await page.locator('button[type=submit]').first().click();
}

test('a citizen agrees once, and then signs in with one press', async () => {
  const page = await newPage(browser);
  await page.goto(`${portal}/linan/signin?back=/linan/points`);
  await page.getByRole('link', { name: '用浙里办登录' }).click();
  await atProvider(page, 'u-chen');
  assert.match(page.url(), /\/linan\/signin\/provider\/agree$/);
  assert.match(await page.textContent('main'), /陈\*明/);
  await press(page, '同意并登录', 'main');
  assert.match(await page.textContent('main'), /单独同意/, 'without consent nothing is made');
  await page.check('#notice_read'); await page.check('#resident_id_consent');
  await press(page, '同意并登录', 'main');
  assert.equal(new URL(page.url()).pathname, '/linan/points');
  await page.goto(`${portal}/linan/me`);
  assert.match(await page.textContent('main'), /已由统一身份认证核实/);

  const again = await newPage(browser);
  await again.goto(`${portal}/linan/signin`);
  await again.getByRole('link', { name: '用浙里办登录' }).click();
  await atProvider(again, 'u-chen');
  assert.equal(new URL(again.url()).pathname, '/linan/');
});

test('staff link their account once', async () => {
  const stranger = await newPage(browser);
  await stranger.goto(`${console_}/linan/signin`);
  await stranger.getByRole('link', { name: '用浙里办登录' }).click();
  await atProvider(stranger, 'u-clerk');
  assert.match(await stranger.textContent('main'), /还没有和法院账号绑定/);

  const page = await newPage(browser);
  await page.goto(`${console_}/linan/signin`);
  await page.fill('input[name=login]', 'clerk'); await page.fill('input[name=password]', `${password}1`);
  await press(page, '登录', 'main');
  await page.goto(`${console_}/linan/me`);
  await page.getByRole('link', { name: '绑定浙里办' }).click();
  await atProvider(page, 'u-clerk');
  assert.match(await page.textContent('main'), /已经绑定/);

  const again = await newPage(browser);
  await again.goto(`${console_}/linan/signin`);
  await again.getByRole('link', { name: '用浙里办登录' }).click();
  await atProvider(again, 'u-clerk');
  assert.equal(new URL(again.url()).pathname, '/linan/', await again.textContent('body'));
});

test('a provider may change its keys', async () => {
  await stop(good);
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  good = await startProvider({ keys: [{ ...privateKey.export({ format: 'jwk' }), kid: 'fresh', use: 'sig', alg: 'RS256' }] });
  const page = await newPage(browser);
  await page.goto(`${portal}/linan/signin`);
  await page.getByRole('link', { name: '用浙里办登录' }).click();
  await atProvider(page, 'u-chen');
  assert.equal(new URL(page.url()).pathname, '/linan/', await page.textContent('body'));
});

// --- the liar, without a browser ---
async function begin(cookies = {}) {
  const answer = await fetch(`${portal}/linan/signin/provider?name=liar`, { redirect: 'manual' });
  assert.equal(answer.status, 303);
  for (const line of answer.headers.getSetCookie()) { const [name, value] = line.split(';')[0].split('='); cookies[name] = value; }
  const address = new URL(answer.headers.get('location'));
  return { cookies, parameters: address.searchParams };
}
const back = (begun, code, more = '') => fetch(`${portal}/linan/signin/provider/return?state=${begun.parameters.get('state')}&code=${code}${more}`,
  { redirect: 'manual', headers: { cookie: Object.entries(begun.cookies).map(([name, value]) => `${name}=${value}`).join('; ') } });

test('asks with PKCE, state, nonce and its one return address', async () => {
  const { parameters } = await begin();
  assert.equal(parameters.get('response_type'), 'code');
  assert.equal(parameters.get('code_challenge_method'), 'S256');
  assert.equal(parameters.get('code_challenge').length, 43);
  assert.equal(parameters.get('redirect_uri'), `${portal}/linan/signin/provider/return`);
  for (const name of ['state', 'nonce']) assert.ok(parameters.get(name).length >= 43, name);
});

test('takes a good token', async () => {
  const begun = await begin();
  const answer = await back(begun, `good.${begun.parameters.get('nonce')}`);
  assert.equal(answer.status, 303, await answer.text());
  assert.match(answer.headers.get('location'), /\/signin\/provider\/agree$/);
});

for (const fault of ['aud', 'iss', 'nonce', 'exp', 'signature', 'none'])
  test(`refuses a token with a wrong ${fault}`, async () => {
    const begun = await begin();
    const answer = await back(begun, `${fault}.${begun.parameters.get('nonce')}`);
    assert.equal(answer.status, 403);
    assert.match(await answer.text(), /没有通过核对/);
    assert.ok(!answer.headers.getSetCookie().some((line) => line.startsWith('gt_p=')));
  });

test('refuses a state of another browser, a second time, and one that nobody began', async () => {
  const begun = await begin();
  const other = await back({ ...begun, cookies: {} }, `good.${begun.parameters.get('nonce')}`);
  assert.equal(other.status, 400);
  assert.equal((await back(begun, `good.${begun.parameters.get('nonce')}`)).status, 400, 'it was used up by the attempt');
  const twice = await begin();
  await back(twice, `good.${twice.parameters.get('nonce')}`);
  assert.equal((await back(twice, `good.${twice.parameters.get('nonce')}`)).status, 400);
  const mixed = await begin();
  assert.equal((await back(mixed, `good.${mixed.parameters.get('nonce')}`, '&iss=https%3A%2F%2Fanother.example')).status, 403);
});

test('says so, and quickly, when the provider is silent, broken or gone', async () => {
  const begun = await Promise.all([begin(), begin()]);
  const at = Date.now();
  const silent = await back(begun[1], `silent.${begun[1].parameters.get('nonce')}`);
  assert.equal(silent.status, 503);
  assert.ok(Date.now() - at < 9000, `${Date.now() - at} ms`);
  const broken = await back(begun[0], `broken.${begun[0].parameters.get('nonce')}`);
  assert.equal(broken.status, 503);
  assert.match(await broken.text(), /现在连不上/);
  assert.equal((await fetch(`${portal}/linan/`)).status, 200);
});
