import assert from 'node:assert/strict';
import { test } from 'node:test';
import { collectNginx, factsLike } from '../../support/nginx-collect.ts';

/** What the successful answers of a location are taken for. */
function contentOf(location: string, outer = ''): readonly unknown[] {
  const text = `http { ${outer} server { listen 80; root /srv; ${location} location @app { proxy_pass http://app; } } }`;
  return factsLike(collectNginx(text), 'nginx.response', { statusClass: 'success' })
    .filter(({ value }) => value.match !== '' && value.match !== '@app')
    .map(({ value }) => value.content);
}

test('pages are what browsers may show, and everything that cannot be told', () => {
  for (const location of [
    'location / { }',
    'location / { return 200 ok; }',
    'location = /about.html { }',
    'location = /about { }',
    'location = /drawing.svg { }',
    'location ~ \\.php$ { }',
    'location ~* \\.(png|svgz?)$ { }',
    'location ~ \\.(png|css)$ { try_files $uri /index.html; }',
    'location ~ ^/a|\\.(png)$ { }',
    'location ~ \\.css$ { proxy_pass http://app; }',
    'location = /h { return 200 "<h1>ok"; }',
    'location = /h { return 200 "hello $arg_name"; }',
    'location = /h { default_type text/html; return 200 ok; }',
    'location = /app.css { try_files $uri @app; }',
  ]) {
    assert.ok(contentOf(location).includes('page'), location);
  }
  assert.deepEqual(contentOf('location = /h { return 200 ok; }', 'default_type text/html;'), ['page']);
});

test('assets go by the name of the file, words are what nginx says itself', () => {
  const said: readonly (readonly [string, string])[] = [
    ['location = /favicon.ico { }', 'asset'],
    ['location = /robots.txt { allow all; }', 'asset'],
    ['location ~* \\.(?:css|js|jpe?g|PNG)$ { try_files $uri =404; }', 'asset'],
    ['location ~ ^/(img|pics)/.*\\.png$ { }', 'asset'],
    ['location = /healthz { return 200 "ok\\n"; }', 'words'],
    ['location /healthz { default_type application/json; return 200 "{}"; }', 'words'],
    ['location = /alive { return 204; }', 'words'],
    ['location /nginx_status { stub_status; }', 'words'],
  ];
  for (const [location, content] of said) assert.deepEqual(contentOf(location), [content], location);
});
