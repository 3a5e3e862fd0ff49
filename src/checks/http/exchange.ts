/** Declared exchanges: the request as written, and what its answer lacks of what is expected. */
import { loadLinearRegex, textTest } from '../../engine/regex.ts';
import type { HttpAnswer } from '../../probe/request.ts';
import type { LiveExchange } from '../live.ts';
import { shownHeaders } from './response.ts';
import { add, ask, nameOf, type Visit } from './visit.ts';

export async function declared(visit: Visit, url: URL, exchange: LiveExchange): Promise<void> {
  const { id, request, expect } = exchange;
  const at = new URL(request.path, url);
  const outcome = await ask(visit, at, request.method, {
    headers: request.headers,
    body: request.body === null ? null : Buffer.from(request.body),
    expected: expect.status,
  });
  if (outcome.kind === 'failed') {
    visit.unknown.push(`exchange ${id}: ${outcome.reason}`);
    return;
  }
  const found = await differences(exchange, outcome);
  add(visit, 'http.exchange', `${id} (${request.method} ${nameOf(at)})`, {
    id,
    status: outcome.status,
    headers: shownHeaders(outcome),
    matched: found.length === 0,
    differences: found,
  });
}

/** What differs, in words; empty where all that is expected came. */
async function differences({ expect }: LiveExchange, answer: HttpAnswer): Promise<readonly string[]> {
  const found: string[] = [];
  if (expect.status !== null && expect.status !== answer.status) {
    found.push(`status ${answer.status} instead of ${expect.status}`);
  }
  for (const [name, value] of Object.entries(expect.headers)) {
    const sent = answer.headers.filter((header) => header.name.toLowerCase() === name.toLowerCase());
    if (sent.length === 0) found.push(`no header ${name}`);
    else if (!sent.some((header) => header.value === value)) found.push(`header ${name} has another value`);
  }
  if (expect.body !== null) {
    await loadLinearRegex();
    if (!textTest(expect.body, false)(answer.body.toString('utf8'))) {
      found.push(`the body does not hold ${JSON.stringify(expect.body)}`);
    }
  }
  return found;
}
