// A resident asks for mediation on a phone; the court assigns a mediator, who accepts, works, and both sides sign.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { apply, choose, confirm } from './matter.mjs';
import { console_, desk, follow, launch, newPage, password, phone, portal, press, signIn } from './people.mjs';

let browser;
before(async () => { browser = await launch(); });
after(async () => { await browser.close(); });

test('a matter goes from the phone to a signed agreement', async () => {
  const marker = `编号${Date.now()}`;
  const citizen = await signIn(browser, portal, 'citizen', phone);
  await apply(citizen, marker);
  await press(citizen, '提交', 'main');
  assert.match(citizen.url(), /\/linan\/mediation\/disputes\/\d+/);
  const id = citizen.url().match(/disputes\/(\d+)/)[1];
  assert.match(await citizen.textContent('main'), /48,?000/);

  const clerk = await signIn(browser, console_, 'clerk');
  const matter = `${console_}/linan/mediation/disputes/${id}`;
  await clerk.goto(matter);
  assert.match(await clerk.textContent('main'), new RegExp(marker));
  await choose(clerk, 'admit');
  await confirm(clerk);
  await clerk.goto(matter);
  await clerk.check('input[name=act][value=designate]');
  await clerk.locator('[name=mediator]').first().check();
  await press(clerk, '核对', 'main');
  await confirm(clerk);

  const mediator = await signIn(browser, console_, 'mediator');
  await mediator.goto(`${console_}/linan/`);
  assert.match(await mediator.textContent('main'), /接受/, 'the work list says what to do');
  await mediator.goto(matter);
  await choose(mediator, 'accept');
  await confirm(mediator);
  await mediator.goto(matter);
  await choose(mediator, 'consent', { reason: '电话联系，对方同意调解' });
  await confirm(mediator);
  await mediator.goto(`${matter}/agreement/edit`);
  await mediator.fill('[name=facts]', '双方确认借款48000元尚未归还。');
  await mediator.fill('[name=result]', '王大力归还48000元。');
  await mediator.fill('[name=performance]', '2026年12月31日前一次转账付清。');
  await mediator.locator('main form[action$="/agreement/edit"] button').first().click();
  await mediator.goto(matter);
  await choose(mediator, 'draft');
  await confirm(mediator);

  await citizen.goto(`${portal}/linan/mediation/disputes/${id}/sign/agreement`);
  await citizen.check('[name=read]');
  await citizen.locator('main form[action$="/check"] button').first().click();
  // A signature needs the password again.
  await citizen.locator('main form[action$="/sign/agreement"] button').first().click();
  assert.ok(await citizen.locator('#_proof-e').count() > 0);
  await citizen.fill('[name=_proof]', password);
  await citizen.locator('main form[action$="/sign/agreement"] button').first().click();

  await mediator.goto(matter);
  await mediator.locator('form[action$="/signatures"] button').first().click();
  await mediator.check('[name=original]');
  await mediator.locator('main form[action$="/signatures"] button').first().click();

  await citizen.goto(`${portal}/linan/mediation/disputes/${id}`);
  assert.match(await citizen.textContent('main'), /协议生效/);
  await citizen.goto(`${portal}/linan/mediation/disputes/${id}/agreement`);
  assert.match(await citizen.textContent('article.gt-doc'), /调解协议书/);
});

test('a form with mistakes keeps what was typed and says at the field how to mend it', async () => {
  const citizen = await signIn(browser, portal, 'citizen', phone);
  await citizen.goto(`${portal}/linan/mediation/apply`);
  await citizen.locator('main form[action$="/apply"] button').first().click();
  await citizen.fill('[name=applicant_mobile]', '12');
  await citizen.fill('[name=applicant_address]', '城中街8号');
  await press(citizen, '保存', 'main');
  assert.equal(await citizen.inputValue('[name=applicant_address]'), '城中街8号');
  assert.ok(await citizen.locator('[role=alert]').count() > 0);
  assert.match(await citizen.title(), /^错误：/);
});

test('another citizen gets the same answer for a matter that exists and for one that does not', async () => {
  const citizen = await signIn(browser, portal, 'citizen', phone);
  await citizen.goto(`${portal}/linan/mediation/`);
  const href = await citizen.locator('main a[href*="/mediation/disputes/"]').first().getAttribute('href');
  const other = await signIn(browser, portal, 'citizen2', phone);
  const theirs = await other.goto(portal + href);
  const nothing = await other.goto(`${portal}/linan/mediation/disputes/1`);
  assert.equal(theirs.status(), 404);
  assert.equal(nothing.status(), 404);
});

test('the administrator switches mediation off and on again while everything runs', async () => {
  const admin = await signIn(browser, console_, 'siteadmin');
  const guest = await newPage(browser);
  const flip = async (to) => {
    await admin.goto(`${console_}/linan/modules/mediation/switch?to=${to}`);
    await admin.fill('[name=reason]', '系统升级演练');
    await admin.locator('main form button').first().click();
  };
  assert.equal((await guest.goto(`${portal}/linan/mediation/`)).status(), 200);
  await flip('off');
  for (let i = 0; i < 6; ++i) {
    const answer = await guest.goto(`${portal}/linan/mediation/?n=${i}`);
    assert.equal(answer.status(), 404, 'on both workers at once');
  }
  assert.match(await guest.textContent('main'), /没有开通/);
  assert.equal(await guest.goto(`${portal}/linan/`).then(() => guest.locator('a[href*="/mediation/"]').count()), 0);
  await flip('on');
  assert.equal((await guest.goto(`${portal}/linan/mediation/`)).status(), 200);
  assert.equal((await guest.goto(`${portal}/linhai/mediation/`)).status(), 404, 'the other court keeps it off');
});

test('the three administrators see what is theirs and nothing else', async () => {
  const pages = { sysadmin: ['/modules', '/points', '/people'], secadmin: ['/people'], auditadmin: ['/audit'] };
  const all = ['/modules', '/points', '/people', '/audit'];
  for (const [login, own] of Object.entries(pages)) {
    const page = await signIn(browser, console_, login, desk);
    for (const path of all) {
      const status = (await page.goto(`${console_}/linan${path}`)).status();
      assert.equal(status, own.includes(path) ? 200 : 403, `${login} at ${path}`);
    }
    assert.equal((await page.goto(`${console_}/linan/mediation/disputes`)).status(), 403, `${login} reads no case`);
  }
});

test('a person without an account registers on a phone and sees his own numbers masked', async () => {
  const page = await newPage(browser, phone);
  await page.goto(`${portal}/linan/register`);
  await page.locator('main form button').first().click();
  assert.ok(await page.locator('[role=alert]').count() > 0, 'both boxes are asked for');
  await page.check('[name=notice_read]');
  await page.check('[name=resident_id_consent]');
  await page.locator('main form button').first().click();
  const serial = 100 + Number(String(Date.now()).slice(-5)) % 899;
  const id = withCheckDigit(`3301121990${String(1 + serial % 12).padStart(2, '0')}${String(1 + serial % 28).padStart(2, '0')}${serial}`);
  await page.fill('[name=name]', '陈小明');
  await page.fill('[name=mobile]', `137${String(Date.now()).slice(-8)}`);
  await page.fill('[name=resident_id]', id);
  await page.fill('[name=password]', password + '-x7');
  await page.fill('[name=password_again]', password + '-x7');
  await page.locator('main form button').first().click();
  const text = await page.textContent('main');
  assert.match(text, /陈\*明/);
  assert.ok(!text.includes(id), 'the resident ID is masked');
});

/// GB 11643: weights 7 9 10 5 8 4 2 1 6 3 7 9 10 5 8 4 2, remainders 1 0 X 9 8 7 6 5 4 3 2.
function withCheckDigit(first17) {
  const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
  const sum = weights.reduce((total, weight, i) => total + weight * Number(first17[i]), 0);
  return first17 + '10X98765432'[sum % 11];
}

test('with JavaScript a field comes with the choice it hangs on, and the draft saves itself', async () => {
  const context = await browser.newContext({ viewport: phone, locale: 'zh-CN' });
  const page = await context.newPage();
  await page.clock.install();
  await page.goto(`${portal}/linan/signin`);
  await page.fill('input[name=login]', 'citizen');
  await page.fill('input[name=password]', process.env.GT_DEMO_PASSWORD);
  await press(page, '登录', 'main');
  await page.goto(`${portal}/linan/mediation/apply`);
  await page.locator('main form[action$="/apply"] button').first().click();
  await page.waitForURL(/steps\/1/);
  const uscc = page.locator('[name=respondent_uscc]'), resident = page.locator('[name=respondent_resident_id]');
  assert.equal(await uscc.isVisible(), false);
  await page.check('[name=respondent_kind][value=organisation]');
  await uscc.waitFor({ state: 'visible' });
  assert.equal(await resident.isVisible(), false);
  await page.fill('[name=respondent_name]', '利民建材');
  const version = await page.inputValue('[name=version]');
  const saved = page.waitForResponse(answer => answer.request().method() === 'POST');
  await page.clock.fastForward(31000);
  assert.equal((await saved).status(), 200);
  await page.locator('[role=status]:has-text("已自动保存")').waitFor();
  assert.notEqual(await page.inputValue('[name=version]'), version);
  await page.reload();
  assert.equal(await page.inputValue('[name=respondent_name]'), '利民建材');
});

test('a director goes on with a resident\'s draft by number and code', async () => {
  const citizen = await signIn(browser, portal, 'citizen', phone);
  await citizen.goto(`${portal}/linan/mediation/apply`);
  await citizen.locator('main form[action$="/apply"] button').first().click();
  await press(citizen, '代码', 'main');
  const number = await citizen.textContent('dt:text-is("草稿号") + dd'), code = await citizen.textContent('dt:text-is("六位代码") + dd');
  assert.match(code.trim(), /^\d{6}$/);
  const director = await signIn(browser, console_, 'director');
  await director.goto(`${console_}/linan/mediation/apply/resume`);
  await director.fill('[name=number]', number.trim());
  await director.fill('[name=code]', code.trim());
  await press(director, '打开草稿', 'main');
  assert.match(director.url(), /\/apply\/\d+\/steps\/1/);
  assert.match(await director.textContent('main'), new RegExp(number.trim()));
});
