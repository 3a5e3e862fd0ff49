import assert from 'node:assert/strict';
import { test } from 'node:test';
import { alignLines } from '../../../src/source/rendered/align.ts';
import { placesInTemplate } from '../../../src/source/rendered/template-place.ts';
import { sourceText } from '../../../src/source/text.ts';

const TEMPLATE = `{{- if .Values.enabled }}
kind: Deployment
metadata:
  name: {{ include "name" . }}
  labels:
    {{- include "labels" . | nindent 4 }}
spec:
  securityContext:
    {{- toYaml .Values.context | nindent 4 }}
  containers:
    - name: app
      image: "{{ .Values.image }}:{{ .Values.tag }}" # which
      ports:
        {{- range .Values.ports }}
        - containerPort: {{ . }}
          protocol: TCP
        {{- end }}
      privileged: true
{{- end }}
`;
const OUTPUT = `kind: Deployment
metadata:
  name: web
  labels:
    app: web
spec:
  securityContext:
    runAsUser: 0
    fsGroup: 0
  containers:
    - name: app
      image: "nginx:1" # which
      ports:
        - containerPort: 80
          protocol: TCP
        - containerPort: 443
          protocol: TCP
        - containerPort: 8443
          protocol: TCP
      privileged: true
`;

test('lines lead to the line that they were made of', () => {
  const [from, to] = [TEMPLATE.split('\n'), OUTPUT.split('\n')];
  const lines = alignLines(from, to);
  const pairs = to.map((line, index) => [line.trim(), from[lines[index] ?? -1]?.trim()]);
  const expected: Readonly<Record<string, string>> = {
    'name: web': 'name: {{ include "name" . }}',
    'app: web': '{{- include "labels" . | nindent 4 }}',
    'runAsUser: 0': '{{- toYaml .Values.context | nindent 4 }}',
    'fsGroup: 0': '{{- toYaml .Values.context | nindent 4 }}',
    'image: "nginx:1" # which': 'image: "{{ .Values.image }}:{{ .Values.tag }}" # which',
    '- containerPort: 80': '- containerPort: {{ . }}',
    '- containerPort: 443': '- containerPort: {{ . }}',
    '- containerPort: 8443': '- containerPort: {{ . }}',
  };
  for (const [made, of] of pairs.slice(0, -1)) assert.equal(of, expected[made ?? ''] ?? made, made);
});

test('places are those of the value, as far as it can be told', () => {
  const place = placesInTemplate(sourceText('t.yaml', TEMPLATE), OUTPUT);
  const of = (text: string, after = ''): string => {
    const start = OUTPUT.indexOf(text, OUTPUT.indexOf(after));
    const at = place({ start, end: start + text.length });
    return TEMPLATE.slice(at.start, at.end);
  };
  assert.equal(of('true'), 'true');
  assert.equal(of('privileged'), 'privileged');
  assert.equal(of('web', 'name:'), '{{ include "name" . }}');
  assert.equal(of('"nginx:1"'), '"{{ .Values.image }}:{{ .Values.tag }}"');
  assert.equal(of('0', 'runAsUser'), '{{- toYaml .Values.context | nindent 4 }}');
  assert.equal(of('8443'), '{{ . }}');
});

test('what came from nowhere is somewhere in the file, and large files take no longer than they must', () => {
  const place = placesInTemplate(sourceText('t.yaml', '{{ include "all" . }}\n'), 'a: 1\nb: 2\n');
  assert.deepEqual(place({ start: 8, end: 9 }), { start: 0, end: 21 });
  assert.deepEqual(placesInTemplate(sourceText('t.yaml', ''), 'a: 1\n')({ start: 3, end: 4 }), {
    start: 0,
    end: 0,
  });
  const start = process.cpuUsage().user;
  const many = Array.from({ length: 30_000 }, (_, index) => `k${index}: {{ .v }}`);
  const lines = alignLines(
    many,
    many.map((line) => line.replace('{{ .v }}', 'x')),
  );
  assert.equal(lines.at(-1), 29_999);
  assert.ok(process.cpuUsage().user - start < 5_000_000, 'microseconds');
});
