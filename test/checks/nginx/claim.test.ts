import assert from 'node:assert/strict';
import { test } from 'node:test';
import { claimNginx } from '../../../src/checks/nginx/claim.ts';
import { nameHint } from '../../../src/checks/nginx/names.ts';
import { roots } from '../../../src/checks/nginx/roots.ts';
import { memoryProject } from '../../../src/source/memory-project.ts';

const SERVER = 'server {\n  listen 80;\n  server_name a.test;\n}\n';

test('judges names', () => {
  const hints = {
    named: [
      'nginx.conf',
      'a/nginx.conf',
      'nginx.conf.template',
      'nginx.conf.j2',
      'nginx.conf.prod',
      'site.nginx',
      'x/api.nginx.conf',
      'api.nginx.conf.erb',
    ],
    likely: [
      'sites-available/default',
      'etc/sites-enabled/api.example.com',
      'conf.d/a.conf',
      'a/nginx/b/c.conf',
      'my-nginx/x.conf',
      'x.vhost',
      'conf.d/a.conf.template',
      'nginx/x.inc',
    ],
    possible: [
      'api.conf',
      'a/b.inc',
      'x.include',
      'default.conf.template',
      'nginx/proxy_params',
      'app.conf.j2',
    ],
    none: [
      'README.md',
      'a.yaml',
      'conf.d/readme.txt',
      'sites-enabled/README.md',
      'nginx/Dockerfile.prod',
      'src/nginx/main.js',
      'app.template',
      'Makefile',
    ],
  };
  for (const [hint, paths] of Object.entries(hints)) {
    for (const path of paths) assert.equal(nameHint(path) ?? 'none', hint, path);
  }
});

test('claims by name and by content, and says why', () => {
  const project = memoryProject({
    'nginx.conf': `events {}\nhttp {}\n`,
    'api.conf': SERVER,
    'tls.inc': 'ssl_protocols TLSv1.3;\nssl_session_tickets off;\n',
    'conf.d/gzip.conf': 'gzip on;\n',
    'sites-available/api.example.com': SERVER,
    'nginx/empty.conf': '# nothing\n',
  });
  assert.deepEqual(
    claimNginx(project).claimed.map(({ claim }) => [claim.path, claim.as, claim.because]),
    [
      ['api.conf', 'nginx snippet', 'it holds server'],
      ['conf.d/gzip.conf', 'nginx snippet', 'it holds gzip'],
      ['nginx.conf', 'nginx configuration', 'its name is one of nginx'],
      ['nginx/empty.conf', 'nginx snippet', 'it stands empty among nginx files'],
      ['sites-available/api.example.com', 'nginx snippet', 'it holds server'],
      ['tls.inc', 'nginx snippet', 'it holds ssl_protocols, ssl_session_tickets'],
    ],
  );
});

test('leaves the files of other programs alone', () => {
  const foreign: Readonly<Record<string, string>> = {
    'sites-available/apache': '<VirtualHost *:80>\n  ServerName a\n  DocumentRoot /x\n</VirtualHost>\n',
    'conf.d/security.conf': 'ServerTokens Prod\nServerSignature Off\nTraceEnable Off\n',
    'supervisor/nginx.conf': '; started by supervisord\n[program:nginx]\ncommand=nginx -g "daemon off;"\n',
    'supervisord.conf': '[supervisord]\nnodaemon=true ; in front\n',
    'override.conf': '[Service]\nExecStart=\nExecStart=/usr/sbin/nginx -g "daemon on;"\n',
    'haproxy.conf':
      'global\n  log stdout\nfrontend web\n  bind :80\n  default_backend app\nlisten stats\n  bind :9\n',
    'logstash.conf': 'input { beats { port => 5044 } }\noutput { stdout { codec => rubydebug } }\n',
    'postgresql.conf': "listen_addresses = '*' # what; to listen on\nssl = on\nport = 5432\n",
    'redis.conf': 'bind 127.0.0.1\nport 6379\ninclude /x.conf\n',
    'sshd.conf': 'Port 22\nPermitRootLogin no\n',
    'conf.d/named.conf': 'options {\n  directory "/var";\n  listen-on { any; };\n};\n',
    'named.conf': 'include "/etc/bind/named.conf.options";\ninclude "/etc/bind/named.conf.local";\n',
    'dhcpd.conf':
      'option domain-name "x";\ndefault-lease-time 600;\nsubnet 10.0.0.0 netmask 255.0.0.0 {\n  range 10.0.0.1 10.0.0.9;\n}\n',
    'radius.conf': 'server default {\n  listen {\n    type = auth\n    ipaddr = *\n  }\n}\n',
    'nftables.conf':
      'flush ruleset\ntable inet filter {\n  chain input {\n    type filter hook input priority 0;\n  }\n}\n',
    'ntp.conf': 'server 0.pool.ntp.org iburst\nrestrict default\n',
    'akka.conf': 'akka {\n  loglevel = "INFO"\n  http { server { port = 80 } }\n}\n',
    'view.inc': '<?php\nif ($a) { return 1; }\n$b = array(1);\n',
    'lib.inc': '#include <x.h>\nstatic int f(int a) { if (a) { return 404; } return a; }\n',
    'data.conf': '{\n  "server": { "listen": 80 }\n}\n',
    'php.conf': '[www]\nuser = www-data;\nlisten = 9000;\n',
    'empty.conf': '',
  };
  const { claimed, notAnalysed } = claimNginx(memoryProject(foreign));
  assert.deepEqual(
    claimed.map(({ claim }) => `${claim.path}: ${claim.because}`),
    [],
  );
  assert.deepEqual(notAnalysed, []);
});

test('claims what is nginx and cannot be parsed, and says that it was not analysed', () => {
  const project = memoryProject({
    'a/nginx.conf': 'whatever',
    'b/nginx.conf': null,
    'api.conf': 'server {\n  listen 80;\n  proxy_pass http://x;\n  location / {\n',
    'templates/site.conf.j2':
      'server {\n  listen {{ port }};\n  server_name {{ name }};\n  proxy_pass http://a;\n}\n',
    'conf.d/app.conf': 'server_name x;\nlocation / {\n',
    'noise.conf': 'one two three',
  });
  const { claimed, notAnalysed } = claimNginx(project);
  assert.deepEqual(
    claimed.map(({ claim }) => claim.path),
    ['a/nginx.conf', 'api.conf', 'b/nginx.conf', 'conf.d/app.conf', 'templates/site.conf.j2'],
  );
  assert.ok(claimed.every(({ file }) => file === null));
  assert.deepEqual(notAnalysed, [
    { path: 'a/nginx.conf', line: 1, reason: 'unexpected end of file, expecting ";" or "}"' },
    { path: 'api.conf', line: 4, reason: 'unexpected end of file, expecting "}"' },
    { path: 'b/nginx.conf', line: null, reason: 'binary' },
    { path: 'conf.d/app.conf', line: 2, reason: 'unexpected end of file, expecting "}"' },
    { path: 'templates/site.conf.j2', line: 2, reason: 'template' },
  ]);
});

test('opens only files whose names leave it possible', () => {
  const project = memoryProject({ 'src/main.ts': SERVER, Makefile: SERVER, 'api.conf': SERVER });
  const opened: string[] = [];
  const read = (path: string) => {
    opened.push(path);
    return project.read(path);
  };
  roots({ ...project, read });
  assert.deepEqual(new Set(opened), new Set(['api.conf']));
});

test('tells main files, what they include, and snippets with the context they need', () => {
  const project = memoryProject({
    'a/nginx.conf': 'events {}\ninclude http.conf;\n',
    'a/http.conf': 'http { include mime.types; include sites/*; include data.map; }',
    'a/sites/one': SERVER,
    'a/data.map': 'gzip on;',
    'b/stream.conf': 'stream { server { listen 53 udp; proxy_pass 10.0.0.1:53; } }',
    'c/servers.conf': SERVER,
    'c/locations.conf': 'location / { proxy_pass http://x; }\nadd_header A b;\n',
    'c/proxy.conf': 'proxy_set_header Host $host;\n',
    'c/uses.conf': 'server { listen 1; include proxy.conf; }',
    'c/names.conf': 'listen 443 ssl;\nserver_name x;\n',
    'c/tcp.conf': 'server { listen 5432; proxy_pass 10.0.0.1:5432; }\n',
    'c/pass.conf': 'proxy_set_header A b;\nproxy_pass http://x;\n',
    'c/limits.conf': 'limit_req_zone $binary_remote_addr zone=a:1m rate=1r/s;\n',
  });
  const found = roots(project);
  assert.deepEqual(
    found.mains.map(({ path, files }) => [path, files.length]),
    [
      ['a/nginx.conf', 4],
      ['b/stream.conf', 1],
    ],
  );
  assert.deepEqual(
    found.snippets.map(({ path, context }) => [path, context]),
    [
      ['c/limits.conf', 'http'],
      ['c/locations.conf', 'server'],
      ['c/names.conf', 'server'],
      ['c/pass.conf', 'location'],
      ['c/servers.conf', 'http'],
      ['c/tcp.conf', 'stream'],
      ['c/uses.conf', 'http'],
    ],
  );
  assert.deepEqual(
    found.claims.filter(({ because }) => because.includes('includes it')),
    [
      { path: 'a/data.map', as: 'nginx snippet', because: 'a/nginx.conf includes it' },
      { path: 'a/sites/one', as: 'nginx snippet', because: 'a/nginx.conf includes it' },
    ],
  );
  assert.deepEqual(found.notAnalysed, []);
});

test('keeps one of the main files that include each other', () => {
  const project = memoryProject({
    'a.conf': 'http {} include b.conf;',
    'b.conf': 'events {} include a.conf;',
  });
  assert.deepEqual(
    roots(project).mains.map(({ path }) => path),
    ['a.conf'],
  );
});

test('resolves what a snippet includes from the folder of the main file above it', () => {
  const project = memoryProject({
    'x/nginx.conf': 'http { include conf.d/*.conf; }',
    'x/templates/site.conf': 'server { include shared/tls.conf; }',
    'x/shared/tls.conf': 'ssl_protocols TLSv1.3;',
  });
  const [snippet, ...others] = roots(project).snippets;
  assert.equal(snippet?.path, 'x/templates/site.conf');
  assert.equal(snippet?.confidence, 'certain');
  assert.deepEqual(snippet?.files, ['x/templates/site.conf', 'x/shared/tls.conf']);
  assert.deepEqual(others, []);
});
