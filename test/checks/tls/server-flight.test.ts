import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { clientHello } from '../../../src/checks/tls/client-hello.ts';
import { isSslTwoHello, readFlight } from '../../../src/checks/tls/server-flight.ts';
import { generatedCases } from '../../support/generated.ts';

const hex = (text: string): Buffer => Buffer.from(text.replace(/\s/g, ''), 'hex');

/** A ServerHello of TLS 1.2 with an empty session id, the given suite and extensions. */
function serverHello(version: string, suite: string, extensions = ''): Buffer {
  const body = hex(`${version} ${'00'.repeat(32)} 00 ${suite} 00`);
  const behind =
    extensions === '' ? Buffer.alloc(0) : Buffer.concat([length16(hex(extensions)), hex(extensions)]);
  const content = Buffer.concat([body, behind]);
  const message = Buffer.concat([hex('02 00'), length16(content), content]);
  return Buffer.concat([hex('16 0303'), length16(message), message]);
}

function length16(bytes: Buffer): Buffer {
  return Buffer.from([bytes.length >> 8, bytes.length & 255]);
}

test('the version that the server chose is read, not the one that it was asked for', () => {
  const flight = readFlight(serverHello('0301', '002f'));
  assert.ok(flight?.kind === 'hello');
  assert.equal(flight.version, 0x0301);
  assert.equal(flight.suite, 0x2f);
});

test('TLS 1.3 is named in an extension, and so is the group that a retry asks for', () => {
  const flight = readFlight(serverHello('0303', '1301', '002b 0002 0304 0033 0002 11ec'));
  assert.ok(flight?.kind === 'hello');
  assert.equal(flight.version, 0x0304);
  assert.equal(flight.group, 0x11ec);
});

test('alerts, other protocols and answers that are not whole are told apart', () => {
  assert.deepEqual(readFlight(hex('15 0301 0002 02 28')), { kind: 'alert', description: 40 });
  assert.equal(readFlight(Buffer.from('HTTP/1.1 400 Bad Request\r\n'))?.kind, 'other');
  assert.equal(readFlight(Buffer.from('SSH-2.0-OpenSSH_9.2\r\n'))?.kind, 'other');
  const whole = serverHello('0303', 'c02f');
  for (let length = 0; length < whole.length; length++)
    assert.equal(readFlight(whole.subarray(0, length)), null);
  assert.equal(readFlight(whole, true), null);
  assert.equal(readFlight(Buffer.concat([whole, hex('16 0303 0004 0e000000')]), true)?.kind, 'hello');
});

test('a hello that goes over several records is put together', () => {
  const whole = serverHello('0303', 'c02f');
  const message = whole.subarray(5);
  const record = (part: Buffer) => Buffer.concat([hex('16 0303'), length16(part), part]);
  const split = Buffer.concat([record(message.subarray(0, 10)), record(message.subarray(10))]);
  assert.equal(readFlight(split)?.kind, 'hello');
});

test('no bytes make it fail', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), fc.boolean(), (bytes, whole) => {
      readFlight(Buffer.from(bytes), whole);
      isSslTwoHello(Buffer.from(bytes));
    }),
    { numRuns: generatedCases(20_000) },
  );
  const good = serverHello('0303', '1301', '002b 0002 0304 0033 0002 11ec');
  fc.assert(
    fc.property(fc.nat(good.length - 1), fc.nat(255), (at, value) => {
      const broken = Buffer.from(good);
      broken[at] = value;
      readFlight(broken);
      readFlight(broken, true);
    }),
    { numRuns: generatedCases(20_000) },
  );
});

test('a hello names the server, but never an address', () => {
  const named = clientHello({ version: 'TLSv1.2', serverName: 'api.example.test' });
  assert.ok(named.includes('api.example.test'));
  const address = clientHello({ version: 'TLSv1.2', serverName: '127.0.0.1' });
  assert.ok(!address.includes('127.0.0.1'));
  assert.equal(clientHello({ version: 'SSLv3', serverName: 'a.test' }).readUInt16BE(1), 0x0300);
});
