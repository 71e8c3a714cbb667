// What several journeys do with a matter of mediation.
import { portal, press } from './people.mjs';

export async function choose(page, act, extra = {}) {
  await page.check(`input[name=act][value=${act}]`);
  for (const [name, value] of Object.entries(extra)) await page.fill(`[name=${name}]`, value);
  await press(page, '核对', 'main');
}

export async function confirm(page) {
  await page.locator('main form[action*="/act/"] button').first().click();
}

export async function apply(page, marker) {
  await page.goto(`${portal}/linan/mediation/apply`);
  await page.locator('main form[action$="/apply"] button').first().click();
  await page.fill('[name=applicant_mobile]', '13800138000');
  await page.fill('[name=applicant_address]', '临安区锦城街道城中街8号');
  await page.check('[name=respondent_kind][value=person]');
  await page.fill('[name=respondent_name]', '王大力');
  await page.fill('[name=respondent_mobile]', '13900139000');
  await page.fill('[name=respondent_address]', '临安区锦北街道平山村3组');
  await press(page, '保存', 'main');
  await page.selectOption('[name=cause]', 'loan');
  await page.fill('[name=facts]', `2026年3月借给对方48000元，约定9月还，一直没有还。${marker}`);
  await page.fill('[name=claims]', '请对方归还借款48000元。');
  await page.fill('[name=amount]', '48000');
  await press(page, '保存', 'main');
  await page.locator('[name=point_town]').selectOption({ index: 1 });
  await page.locator('button[name=show]').click();
  await page.locator('[name=point]').first().check();
  await press(page, '保存，去下一步', 'main');
  await page.check('[name=truthful]');
}
