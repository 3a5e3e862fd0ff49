/** Sends bytes and reads until an answer is whole, with a limit and a deadline: servers hang, drip and flood. */
import type { Socket } from 'node:net';

export type Conversation<Answer> =
  | { readonly kind: 'answer'; readonly answer: Answer }
  /** `closed`: the server ended before the answer was whole; `excess`: it sent more than the limit. */
  | {
      readonly kind: 'none';
      readonly why: 'closed' | 'timeout' | 'excess' | 'aborted';
      readonly received: Buffer;
    };

export interface Exchange<Answer> {
  readonly send: Buffer;
  /** Gives the answer once the bytes received so far hold it, else null. */
  readonly read: (received: Buffer) => Answer | null;
  /** Bytes. */
  readonly limit: number;
  /** For the whole exchange, in ms. */
  readonly deadline: number;
  readonly signal: AbortSignal;
}

/** One exchange over a connected socket, which stays open. */
export function converse<Answer>(
  socket: Socket,
  { send, read, limit, deadline, signal }: Exchange<Answer>,
): Promise<Conversation<Answer>> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let length = 0;
    const end = (outcome: Conversation<Answer>): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', onAbort);
      socket.off('data', onData).off('close', onClose).off('end', onClose);
      socket.pause();
      resolve(outcome);
    };
    const none = (why: 'closed' | 'timeout' | 'excess' | 'aborted'): void =>
      end({ kind: 'none', why, received: Buffer.concat(chunks) });
    const onData = (chunk: Buffer): void => {
      chunks.push(chunk);
      length += chunk.length;
      const received = chunks.length === 1 ? chunk : Buffer.concat(chunks);
      chunks.length = 0;
      chunks.push(received);
      const answer = read(received);
      if (answer !== null) end({ kind: 'answer', answer });
      else if (length > limit) none('excess');
    };
    const onClose = (): void => none('closed');
    const onAbort = (): void => none('aborted');
    const timer = setTimeout(() => none('timeout'), deadline);
    signal.addEventListener('abort', onAbort, { once: true });
    socket.on('data', onData).once('close', onClose).once('end', onClose);
    if (signal.aborted) onAbort();
    else if (socket.destroyed || socket.readableEnded) onClose();
    else {
      if (send.length > 0) socket.write(send);
      socket.resume();
    }
  });
}
