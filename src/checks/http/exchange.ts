/** A declared exchange: the request as written, and what its answer lacks of what is expected. */
import { loadLinearRegex, textTest } from '../../engine/regex.ts';
import type { HttpAnswer } from '../../probe/request.ts';
import type { LiveExchange } from '../live.ts';

/** What differs, in words; empty where all that is expected came. */
export async function differences({ expect }: LiveExchange, answer: HttpAnswer): Promise<readonly string[]> {
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
