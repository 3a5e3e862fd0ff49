// biome-ignore-all lint/suspicious/noTemplateCurlyInString: expressions of workflows
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { COLLECT_DEFAULTS } from '../../../../src/checks/collector.ts';
import { containerRunCollector } from '../../../../src/checks/container/run/collect.ts';
import { memoryProject } from '../../../../src/source/memory-project.ts';

function runs(text: string, path = '.github/workflows/test.yml') {
  const { facts } = containerRunCollector.collect(memoryProject({ [path]: text }), COLLECT_DEFAULTS);
  return facts.map(({ subject, value, positions, unknown }) => {
    const at = positions.privileged;
    const shown = at === undefined ? null : text.slice(at.start, at.end);
    return {
      subject,
      privileged: value.privileged,
      shown,
      unknown: Object.keys(unknown),
      service: value.service,
    };
  });
}

test('GitHub: every run is a script of its own, and places are those in the file', () => {
  const found = runs(`on: push
jobs:
  test:
    steps:
      - uses: actions/checkout@v4
      - run: docker run --privileged a:1
      - name: "docker run not:this"
        run: |
          echo "open
          docker run not:this
      - run: |
          docker run -d \\
            --privileged b:2
      - run: >-
          docker run
          --privileged
          c:3
      - run: docker run \${{ inputs.options }} d:\${{ github.sha }}
`);
  assert.deepEqual(
    found.map(({ subject, privileged, shown }) => [subject, privileged, shown]),
    [
      ['docker run a:1', true, '--privileged'],
      ['docker run b:2', true, '--privileged'],
      ['docker run c:3', true, '--privileged'],
      // Options from outside leave open what they could set.
      ['docker run d:…', undefined, 'docker'],
    ],
  );
  assert.ok(found[3]?.unknown.includes('image'));
  // What CI starts ends with its job.
  assert.equal(found[1]?.service, false);
});

test('GitLab: lists of lines, before and after, and lists in them', () => {
  const found = runs(
    'job:\n  image: docker\n  before_script: ["docker run a:1", docker run --privileged b:2]\n  script:\n    - [docker run c:3]\n    - "docker run d:4"\n',
    '.gitlab-ci.yml',
  );
  assert.deepEqual(
    found.map(({ subject, privileged }) => [subject, privileged]),
    [
      ['docker run a:1', false],
      ['docker run b:2', true],
      ['docker run c:3', false],
      ['docker run d:4', false],
    ],
  );
});

test('a Kubernetes manifest is no workflow', () => {
  assert.deepEqual(runs('command: docker run --privileged a:1\n', 'deploy/app.yaml'), []);
  assert.deepEqual(runs('jobs: [\n', '.github/workflows/broken.yml'), []);
});
