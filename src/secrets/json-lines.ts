/**
 * Lines of the values in a JSON text.
 * @module
 */

/** A token of JSON: string, punctuation or anything else between them. */
const TOKEN = /"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s"{}[\],:]+|\n/g;

interface Frame {
  readonly path: string;
  readonly isArray: boolean;
  index: number;
  key: string | undefined;
}

const pathOf = (frame: Frame | undefined): string => {
  if (frame === undefined) return '';
  if (frame.isArray) return `${frame.path}[${String(frame.index)}]`;
  const key = frame.key ?? '';
  return frame.path === '' ? key : `${frame.path}.${key}`;
};

const readKey = (token: string): string => JSON.parse(token) as string;

/**
 * Where each path of a valid JSON text stands, from line 1.
 * @returns Looks up a finding's path. One that goes deeper than the text (JSON inside a string, a redacted key) gets
 * the line of the longest part that stands in it.
 */
export const locateJson = (text: string): ((path: string) => number) => {
  const lines = new Map<string, number>();
  const stack: Frame[] = [];
  let line = 1;
  for (const [token] of text.matchAll(TOKEN)) {
    const top = stack.at(-1);
    if (token === '\n') line += 1;
    else if (token === '{' || token === '[') {
      const path = pathOf(top);
      if (!lines.has(path)) lines.set(path, line);
      stack.push({ path, isArray: token === '[', index: 0, key: undefined });
    } else if (token === '}' || token === ']') stack.pop();
    else if (token === ',') {
      if (top?.isArray === true) top.index += 1;
      else if (top !== undefined) top.key = undefined;
    } else if (token === ':') continue;
    else if (top !== undefined && !top.isArray && top.key === undefined) {
      top.key = readKey(token);
      lines.set(pathOf(top), line);
    } else lines.set(pathOf(top), line);
  }
  return (path) => {
    for (let at = path; at !== '';) {
      const found = lines.get(at);
      if (found !== undefined) return found;
      at = at.slice(0, Math.max(at.lastIndexOf('.'), at.lastIndexOf('['), 0));
    }
    return lines.get('') ?? 1;
  };
};
