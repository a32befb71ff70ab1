// A client of the stream.
import { get } from 'node:http';
import type { IncomingMessage } from 'node:http';
import { onTestFinished } from 'vitest';

export interface Message {
  /** Event name; empty for a message. */
  readonly name: string;
  readonly id: string;
  readonly data: string;
}

/** A client that reads server-sent events as a browser does, until told to stop. */
export const subscribe = async (
  { url }: { readonly url: string },
  headers: Record<string, string> = {},
  query = '',
) => {
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    get(`${url}/v1/stream${query}`, { headers }, resolve).on('error', reject);
  });
  response.setEncoding('utf8');
  const messages: Message[] = [];
  let text = '';
  let wake = (): void => undefined;
  response.on('data', (chunk: string) => {
    text += chunk;
    for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
      const block = text.slice(0, end).split('\n');
      text = text.slice(end + 2);
      const field = (name: string) =>
        block
          .filter((line) => line.startsWith(`${name}: `))
          .map((line) => line.slice(name.length + 2))
          .join('\n');
      if (field('data') !== '') messages.push({ name: field('event'), id: field('id'), data: field('data') });
    }
    wake();
  });
  response.on('error', () => undefined);
  onTestFinished(() => {
    response.destroy();
  });
  return {
    response,
    messages,
    close: () => response.destroy(),
    received: async (count: number): Promise<readonly Message[]> => {
      while (messages.length < count) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
      return messages;
    },
  };
};
