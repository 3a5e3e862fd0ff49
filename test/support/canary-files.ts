/** Files of every kind with a secret in each, as people write them; many on one line with something else that is wrong. */
import { gzipSync } from 'node:zlib';
import { zipOf } from './zip.ts';

type Planted = Readonly<Record<string, string | Buffer>>;

const base64 = (text: string): string => Buffer.from(text).toString('base64');
const base64url = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** Each makes one or more files of a name (without extension) and a secret. */
export const PLANTERS: readonly ((name: string, secret: string) => Planted)[] = [
  (n, s) => ({ [`${n}/.env`]: `# settings\nDB_PASSWORD=${s}\nexport API_KEY='${s}'\n` }),
  (n, s) => ({
    [`${n}.yaml`]: `database:\n  user: app\n  password: "${s}"\n  url: "postgres://app:${s}@db:5432/x"\n`,
  }),
  (n, s) => ({ [`${n}.json`]: JSON.stringify({ clientSecret: s, nested: { token: s } }) }),
  (n, s) => ({ [`${n}.toml`]: `[auth]\nsecret_key = "${s}"\n` }),
  (n, s) => ({ [`${n}.ini`]: `[db]\npassword = ${s}\n` }),
  (n, s) => ({ [`${n}.properties`]: `spring.datasource.password=${s}\n` }),
  (n, s) => ({
    [`${n}.py`]: `SECRET_KEY = "${s}"\nrequests.get(u, headers={"Authorization": "Bearer ${s}"})\n`,
  }),
  (n, s) => ({ [`${n}.js`]: `const apiKey = '${s}'; fetch('https://user:${s}@host.internal/x');\n` }),
  (n, s) => ({ [`${n}.go`]: `package x\n\nvar authToken = \`${s}\`\n` }),
  (n, s) => ({ [`${n}.java`]: `class X { static final String PASSWORD = "${s}"; }\n` }),
  (n, s) => ({ [`${n}.rb`]: `Config.secret_token = "${s}"\n` }),
  (n, s) => ({ [`${n}.php`]: `<?php define('DB_PASSWORD', '${s}');\n` }),
  (n, s) => ({
    [`${n}.sh`]: `export TOKEN=${s}\ncurl -u admin:${s} https://x.internal -H "X-Api-Key: ${s}"\nmysql -p${s}\n`,
  }),
  (n, s) => ({ [`${n}.cs`]: `var c = "Server=db;User Id=sa;Password=${s};";\n` }),
  (n, s) => ({ [`${n}.tf`]: `resource "x" "y" {\n  password = "${s}"\n}\n` }),
  (n, s) => ({
    [`${n}/Dockerfile`]: `FROM alpine:latest\nENV DB_PASSWORD=${s}\nRUN curl -H "Authorization: Bearer ${s}" x\n`,
  }),
  (n, s) => ({
    [`${n}/compose.yaml`]: `services: { a: { image: x, privileged: true, environment: { DB_PASSWORD: "${s}" } } }\n`,
  }),
  (n, s) => ({
    [`${n}/secret.yaml`]: `apiVersion: v1\nkind: Secret\nmetadata: { name: x }\ndata: { password: ${base64(s)} }\nstringData:\n  token: "${s}"\n`,
  }),
  (n, s) => ({
    [`${n}/pod.json`]: `{"apiVersion":"v1","kind":"Pod","metadata":{"name":"x"},"spec":{"hostNetwork":true,"containers":[{"name":"a","image":"a","securityContext":{"privileged":true},"env":[{"name":"DB_PASSWORD","value":"${s}"}]}]}}`,
  }),
  (n, s) => ({
    [`${n}/nginx.conf`]: `events {} http { server { listen 443 ssl; ssl_protocols TLSv1; proxy_set_header Authorization "Bearer ${s}"; location / { proxy_pass https://u:${s}@b.internal; add_header X-Api-Key ${s}; } } }\n`,
  }),
  (n, s) => ({
    [`${n}/broken/nginx.conf`]: `events {} http { server { proxy_set_header X-Token "${s}; } }\n`,
  }),
  (n, s) => ({
    [`${n}/pg_hba.conf`]: `host all all 0.0.0.0/0 trust # password=${s}\nhost all all nonsense password=${s}\n`,
  }),
  (n, s) => ({
    [`${n}/postgresql.conf`]: `primary_conninfo = 'host=a user=b password=${s}'\nssl = off # password: ${s}\n`,
  }),
  (n, s) => ({ [`${n}/.npmrc`]: `//registry.npmjs.org/:_authToken=${s}\n_password=${base64(s)}\n` }),
  (n, s) => ({ [`${n}/.pypirc`]: `[pypi]\nusername = __token__\npassword = ${s}\n` }),
  (n, s) => ({ [`${n}/.netrc`]: `machine host.internal login me password ${s}\n` }),
  (n, s) => ({ [`${n}/.docker/config.json`]: `{"auths":{"r.internal":{"auth":"${base64(`user:${s}`)}"}}}` }),
  (n, s) => ({ [`${n}/.git-credentials`]: `https://me:${s}@git.internal\n` }),
  (n, s) => ({ [`${n}/.pgpass`]: `db:5432:x:app:${s}\n` }),
  (n, s) => ({ [`${n}.xml`]: `<add key="ApiSecret" value="${s}"/><password>${s}</password>\n` }),
  (n, s) => ({ [`${n}/Makefile`]: `deploy:\n\tAWS_SECRET_ACCESS_KEY=${s} ./deploy --token=${s}\n` }),
  (n, s) => ({ [`${n}.md`]: `Use \`password: ${s}\` to log in, or \`https://a:${s}@b.internal\`.\n` }),
  (n, s) => ({ [`${n}.csv`]: `user,password\nme,${s}\n` }),
  (n, s) => ({ [`${n}.ipynb`]: JSON.stringify({ cells: [{ source: [`token = "${s}"\n`] }] }) }),
  (n, s) => ({ [`${n}.sql`]: `ALTER USER app WITH PASSWORD '${s}';\n` }),
  (n, s) => ({ [`${n}.log`]: `GET /x?access_token=${s}&y=1 Authorization: Basic ${base64(`u:${s}`)}\n` }),
  (n, s) => ({
    [`${n}.bin`]: Buffer.concat([Buffer.alloc(40, 7), Buffer.from(`\0password=${s}\0`), Buffer.alloc(9)]),
  }),
  (n, s) => ({ [`${n}.reg`]: Buffer.from(`\ufeff"Password"="${s}"\r\n`, 'utf16le') }),
  (n, s) => ({ [`${n}.b64`]: `${base64(`{"password": "${s}", "url": "https://a:${s}@b.internal"}`)}\n` }),
  (n, s) => ({ [`${n}.url`]: `next=${encodeURIComponent(`https://a:${s}@b.internal/?password=${s}`)}\n` }),
  (n, s) => ({
    [`${n}.zip`]: zipOf([{ name: '.env', content: Buffer.from(`TOKEN=https://a:${s}@b.internal\n`) }]),
  }),
  (n, s) => ({ [`${n}.env.gz`]: gzipSync(`PASSWORD=${s}\nU=https://a:${s}@b.internal\n`) }),
  (n, s) => ({
    [`${n}/smtp.py`]: `server.login("mail@host.internal", "${s}")\nrequests.get(u, auth=("app", "${s}"))\n`,
  }),
  (n, s) => ({
    [`${n}.jwt.env`]: `A=${base64url({ alg: s })}.${base64url({ sub: s, exp: 9 })}.${s}\nB=${base64url({ alg: 'none' })}.${base64url({ sub: s })}.\n`,
  }),
  (n, s) => ({
    [`${n}/notes`]: `user = bob\npassword = ${s}\nsendbird token ${s}\nThe password is "${s}".\n`,
  }),
  (n, s) => ({
    [`${n}/htpasswd`]: `admin:$apr1$${s.slice(0, 8)}$${s
      .repeat(2)
      .replace(/[^A-Za-z0-9]/g, '0')
      .slice(0, 22)}\n`,
    [`${n}/.s3cfg`]: `secret_key = ${s}${s}\n`,
    [`${n}/hostapd.conf`]: `wpa_passphrase=${s}\n`,
  }),
  (n, s) => ({
    [`${n}.pem`]: `-----BEGIN RSA PRIVATE KEY-----\n${base64(s.repeat(6)).replace(/(.{64})/g, '$1\n')}\n-----END RSA PRIVATE KEY-----\n`,
  }),
  (n, s) => ({ [`${n}/values.yaml`]: `a: &a { password: ${s} }\nb: *a\nc: [unclosed, "${s}"\n` }),
  (n, s) => ({ [`${n}/large.env`]: `${'# filler line\n'.repeat(380_000)}URL=https://a:${s}@b.internal\n` }),
];
