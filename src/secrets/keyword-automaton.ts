/**
 * The prefilter: every keyword in one pass (Aho-Corasick), ASCII letters in any case.
 * @module
 */

/** Calls back for each keyword found and for each long run of base64 characters. */
export interface KeywordListener {
  /** @param keyword Index of the keyword. @param start Where it starts in the text. */
  keyword(keyword: number, start: number): void;
  /** A run of at least `minRun` characters of the base64 alphabets. */
  run(start: number, end: number): void;
}

/** Finds keywords; cost depends on the text's length only. */
export type KeywordAutomaton = (text: string, listener: KeywordListener) => void;

const lowerCode = (code: number): number => (code >= 65 && code <= 90 ? code + 32 : code);

const isRunCode = (code: number): boolean =>
  (code >= 48 && code <= 57) ||
  (code >= 65 && code <= 90) ||
  (code >= 97 && code <= 122) ||
  code === 43 || // +
  code === 45 || // -
  code === 47 || // /
  code === 95; // _

interface Node {
  readonly children: Map<number, number>;
  readonly found: number[];
  fail: number;
}

const buildTrie = (keywords: readonly string[]): Node[] => {
  const nodes: Node[] = [{ children: new Map(), found: [], fail: 0 }];
  keywords.forEach((keyword, index) => {
    let at = 0;
    for (let position = 0; position < keyword.length; position += 1) {
      const code = keyword.charCodeAt(position);
      let next = nodes[at]?.children.get(code);
      if (next === undefined) {
        next = nodes.push({ children: new Map(), found: [], fail: 0 }) - 1;
        nodes[at]?.children.set(code, next);
      }
      at = next;
    }
    nodes[at]?.found.push(index);
  });
  return nodes;
};

/**
 * Builds the automaton once.
 * @param keywords Lower-case ASCII.
 * @param minRun Shortest base64 run to report.
 */
export const buildAutomaton = (keywords: readonly string[], minRun: number): KeywordAutomaton => {
  const nodes = buildTrie(keywords);
  const used = [...new Set(keywords.join(''))].map((character) => character.charCodeAt(0));
  const width = used.length + 1;
  const classOf = new Uint8Array(128);
  const runOf = new Uint8Array(128);
  for (let code = 0; code < 128; code += 1) {
    classOf[code] = used.indexOf(lowerCode(code)) + 1;
    runOf[code] = isRunCode(code) ? 1 : 0;
  }
  const next = new Uint16Array(nodes.length * width);
  const queue = [0];
  for (let head = 0; head < queue.length; head += 1) {
    const at = queue[head] ?? 0;
    const node = nodes[at];
    if (node === undefined) continue;
    used.forEach((code, index) => {
      const child = node.children.get(code);
      const viaFail = at === 0 ? 0 : (next[node.fail * width + index + 1] ?? 0);
      next[at * width + index + 1] = child ?? viaFail;
      const childNode = child === undefined ? undefined : nodes[child];
      if (child === undefined || childNode === undefined) return;
      childNode.fail = viaFail;
      childNode.found.push(...(nodes[viaFail]?.found ?? []));
      queue.push(child);
    });
  }
  const found = nodes.map((node) => (node.found.length === 0 ? undefined : node.found));
  const hasFound = Uint8Array.from(found, (list) => (list === undefined ? 0 : 1));

  return (text, listener) => {
    let state = 0;
    let runStart = -1;
    for (let index = 0; index < text.length; index += 1) {
      const code = text.charCodeAt(index);
      const ascii = code < 128;
      if (ascii && runOf[code] === 1) {
        if (runStart < 0) runStart = index;
      } else if (runStart >= 0) {
        if (index - runStart >= minRun) listener.run(runStart, index);
        runStart = -1;
      }
      state = ascii ? (next[state * width + (classOf[code] ?? 0)] ?? 0) : 0;
      if (hasFound[state] === 1) {
        for (const keyword of found[state] ?? []) {
          listener.keyword(keyword, index + 1 - (keywords[keyword]?.length ?? 0));
        }
      }
    }
    if (runStart >= 0 && text.length - runStart >= minRun) listener.run(runStart, text.length);
  };
};
