// What somebody who has never been here finds, and what staff see before they decide. Without JavaScript.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { console_, desk, follow, launch, newPage, phone, portal, press, signIn } from './people.mjs';

let browser;
before(async () => { browser = await launch(); });
after(async () => { await browser.close(); });

test('a guest finds the point near home, and who is there', async () => {
  const page = await newPage(browser, phone);
  await page.goto(`${portal}/linan/`);
  await page.selectOption('#town', { label: '昌化镇' });
  await page.locator('form:has(#town) button').click();
  const first = page.locator('section[aria-labelledby=pts] li').first();
  assert.match(await first.textContent(), /昌化镇共享法庭.*镇级.*昌化镇便民服务中心.*电话.*庭务主任.*联系法官/s);
  await first.getByRole('link').first().click();
  assert.equal(await page.textContent('h1'), '昌化镇共享法庭');
  const director = await page.locator('dt:text-is("庭务主任") + dd').textContent();
  await page.goto(`${portal}/linan/points?q=${encodeURIComponent(director)}&kind=TOWN`);
  assert.match(await page.textContent('main'), /昌化镇共享法庭/);
  assert.doesNotMatch(await page.textContent('main ul.gt-list'), /村级/);
});

test('everyday words lead to the service that they mean', async () => {
  const page = await newPage(browser, phone);
  await page.goto(`${portal}/linan/`);
  await page.fill('#q', '隔壁邻居家漏水');
  await press(page, '搜索', 'main');
  await follow(page, '我要调解');
  assert.match(page.url(), /\/linan\/mediation\//);
  await page.goto(`${portal}/linan/search?q=${encodeURIComponent('没有这样的事')}`);
  assert.match(await page.textContent('main'), /没有找到/);
  assert.match(await page.textContent('main'), /我要调解/);
});

test('an empty sign-in says what is missing, field by field', async () => {
  const page = await newPage(browser, phone);
  await page.goto(`${portal}/linan/signin`);
  await press(page, '登录', 'main form');
  assert.equal(await page.locator('#login-e, #password-e').count(), 2);
  assert.match(await page.title(), /^错误：/);
});

test('what is promised at the foot of each page is there', async () => {
  const page = await newPage(browser, phone);
  await page.goto(`${portal}/linan/`);
  const links = await page.locator('footer a').evaluateAll(list => list.map(link => link.href));
  assert.equal(links.length, 4);
  for (const link of links) assert.equal((await page.goto(link)).status(), 200, link);
});

test('before a module is switched off, its unfinished work is counted', async () => {
  const page = await signIn(browser, console_, 'siteadmin');
  await page.goto(`${console_}/linan/modules`);
  await page.locator('a[href*="/modules/mediation/switch?to=off"]').first().click();
  const open = await page.locator('dt:text-is("还没办完的事项") + dd').textContent();
  assert.match(open, /^[1-9]\d*件$/);
});

test('the console speaks English to who asks for it', async () => {
  const page = await signIn(browser, console_, 'mediator', desk);
  await page.locator('header').getByRole('link', { name: 'English' }).click();
  assert.equal(await page.textContent('h1'), 'My work');
  // The court's name and its cases stay Chinese; what the console itself says does not.
  for (const part of ['nav.gt-side a', 'nav.gt-tabs', 'form.gt-filter label', 'thead'])
    for (const words of await page.locator(part).allTextContents())
      assert.doesNotMatch(words.replace(/^[诉调普建执标算学]/, ''), /\p{Script=Han}/u, `${part}: ${words}`);
  await page.locator('tbody a').first().click();
  await follow(page, 'Write the agreement');
  assert.equal(await page.textContent('h1'), 'Agreement');
});

test('a refusal names the permission in words', async () => {
  const page = await signIn(browser, console_, 'siteadmin');
  const answer = await page.goto(`${console_}/linan/mediation/disputes`);
  assert.equal(answer.status(), 403);
  assert.match(await page.textContent('main'), /缺少的权限\s*查看调解案件/);
});
