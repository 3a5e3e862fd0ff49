import assert from 'node:assert/strict';
import { test } from 'node:test';
import { renderBudget } from '../../../src/discover/render/budget.ts';

test('number, time and size of what is rendered have an end, which is said', () => {
  const many = renderBudget(() => 0);
  for (let count = 0; count < 300; count++) assert.equal(many.refuse(), null);
  assert.match(many.refuse() ?? '', /more than 300/);
  let now = 0;
  const slow = renderBudget(() => now);
  assert.equal(slow.refuse(), null);
  now = 300_001;
  assert.match(slow.refuse() ?? '', /5 minutes/);
  const large = renderBudget(() => 0);
  large.took('x'.repeat(100_000_001));
  assert.match(large.refuse() ?? '', /100 MB/);
});
