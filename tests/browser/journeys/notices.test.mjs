// A notice reaches a person on the page at once, and by mail over a real SMTP server later; it says nothing of the matter outside.
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { apply, choose, confirm } from './matter.mjs';
import { console_, follow, launch, newPage, phone, portal, press, signIn } from './people.mjs';

const here = path.dirname(fileURLToPath(import.meta.url));
const smtp = createRequire(path.join(here, '..', 'package.json'))('smtp-tester');

let browser, mail;
before(async () => { browser = await launch(); mail = smtp.init(Number(process.env.MAIL_PORT)); });
after(async () => { await browser.close(); await new Promise(done => mail.stop(done)); });

test('the court moves on, and the citizen gets a mail that leads there', async () => {
  const citizen = await signIn(browser, portal, 'citizen', phone);
  await citizen.goto(`${portal}/linan/me/notices`);
  await citizen.fill('[name=address]', 'nobody');
  await citizen.check('[name=mail]');
  await citizen.uncheck('[name=quiet]');
  await press(citizen, '保存', 'main');
  assert.ok(await citizen.locator('#address-e').count() > 0);
  await citizen.fill('[name=address]', 'citizen@example.cn');
  await citizen.check('[name=mail]');
  await citizen.uncheck('[name=quiet]');
  await press(citizen, '保存', 'main');
  assert.match(await citizen.textContent('main'), /ci\*\*\*@example\.cn/);

  const marker = `编号${Date.now()}`;
  await apply(citizen, marker);
  await press(citizen, '提交', 'main');
  const id = citizen.url().match(/disputes\/(\d+)/)[1];
  const clerk = await signIn(browser, console_, 'clerk');
  await clerk.goto(`${console_}/linan/mediation/disputes/${id}`);
  await choose(clerk, 'admit');
  await confirm(clerk);

  const received = await mail.captureOne('citizen@example.cn', { wait: 20000 });
  assert.match(received.email.headers.subject, /共享法庭：您有一条新消息/);
  const link = received.email.body.match(/http\S+\/linan\/notices\/\d+/)[0];
  for (const hidden of [marker, '王大力', '48000', '调解']) assert.doesNotMatch(received.email.body, new RegExp(hidden));

  // Who follows it without being signed in signs in first, and then stands there.
  const guest = await newPage(browser, phone);
  await guest.goto(link);
  assert.match(guest.url(), /signin/);
  await citizen.goto(`${portal}/linan/`);
  assert.ok(await citizen.locator('header .gt-badge').count() > 0);
  await citizen.goto(link);
  assert.match(await citizen.textContent('main'), /调解申请通过审核/);
  await citizen.locator('main a.gt-btn').first().click();
  assert.match(citizen.url(), new RegExp(`/linan/mediation/disputes/${id}$`));

  await clerk.goto(`${console_}/linan/mediation/disputes/${id}`);
  await follow(clerk, '通知和送达记录');
  assert.match(await clerk.textContent('main'), /邮件\s*已发出/);
});
