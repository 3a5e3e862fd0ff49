/** What fixes make of generated configurations, shown to the real nginx: it takes them as it took what was there before. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PROFILES } from '../../src/engine/rule.ts';
import { generatedCases } from '../support/generated.ts';
import { liveOrSkip } from '../support/live.ts';
import { assess, type Files, fixableFiles, fixRound } from '../support/nginx-fixable.ts';
import { STATIC_FILES } from '../support/nginx-generator.ts';
import { checkNginx, freePorts } from '../support/nginx-server.ts';

const COUNT = generatedCases(250);

test(`nginx takes ${COUNT} fixed configurations`, async (t) => {
  if (liveOrSkip(t, 'nginx') === null || liveOrSkip(t, 'openssl') === null) return;
  const ground = { ports: await freePorts(3), upstreamPort: 9 };
  let taken = 0;
  for (let seed = 1; seed <= COUNT; seed++) {
    const files = fixableFiles(seed, ground);
    if ((await checkNginx({ ...STATIC_FILES, ...files })) !== null) continue;
    taken++;
    for (const profile of PROFILES) {
      const fixed = fixedFiles(files, profile);
      const refusal = await checkNginx({ ...STATIC_FILES, ...fixed });
      assert.equal(refusal, null, `seed ${seed}, ${profile}:\n${fixed['nginx.conf']}`);
    }
  }
  assert.ok(taken >= COUNT / 2, `nginx takes ${taken} of ${COUNT} even before they are fixed`);
});

function fixedFiles(files: Files, profile: (typeof PROFILES)[number]): Files {
  for (let now = files; ; ) {
    const round = fixRound(now, assess(now, profile).findings);
    if (round.fixed.length === 0) return now;
    now = round.files;
  }
}
