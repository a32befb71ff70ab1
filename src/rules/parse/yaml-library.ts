/**
 * Reads YAML with the library, which reads all of it and finds what is wrong.
 * @module
 */
import { Composer, Parser, type CST } from 'yaml';
import { silent, type SourceFile } from './source-file.js';
import { convertDocument } from './yaml-convert.js';
import { cutDeep } from './yaml-depth.js';
import { DEEP, reportFailure, reportSyntax } from './yaml-syntax.js';
import type { YamlNode } from './yaml-tree.js';

/** Tokens of the library, whose reader of them is recursive. `cut` gets the offsets of documents nested too deep. */
function* shallowTokens(source: SourceFile, from: number, cut: Set<number>): Generator<CST.Token> {
  const parser = new Parser();
  parser.offset = from;
  for (const token of parser.parse(source.text.slice(from))) {
    const deep = cutDeep(token);
    if (deep !== undefined) {
      source.report(deep, DEEP);
      cut.add(token.offset);
    }
    yield token;
  }
}

/** Reads from an offset on. Gives the offset of a quote that swallows everything after it, where there is one. */
const readFrom = (source: SourceFile, from: number, trees: YamlNode[]): number | undefined => {
  // Own check of keys: the library's compares all pairs, which takes minutes for a hundred thousand keys.
  const composer = new Composer({ prettyErrors: false, uniqueKeys: false, logLevel: 'silent' });
  let open: number | undefined;
  const cut = new Set<number>();
  for (const document of composer.compose(shallowTokens(source, from, cut))) {
    const isCut = cut.has(document.range[0]);
    // Ends that are missing belong to what was taken out.
    open = reportSyntax(isCut ? silent(source) : source, document);
    if (document.contents === null) continue;
    const unreadable = document.errors.length > 0 || isCut;
    const tree = convertDocument(unreadable ? silent(source) : source, document);
    // A document with a syntax error, or without its depths, is still not a rule: half a condition widens.
    if (tree?.kind === 'map' && unreadable) trees.push({ ...tree, unreadable });
    else if (tree !== undefined && !unreadable) trees.push(tree);
  }
  return open;
};

/** Where the next document begins; undefined after the last. No quoted text and no block reaches over that mark. */
const nextDocument = (text: string, from: number): number | undefined => {
  const marker = /^---(?=\s|$)/gm;
  marker.lastIndex = from;
  return marker.exec(text)?.index;
};

/** Every document of the file, the unreadable ones too. What is wrong is reported on the source. Never throws. */
export const parseAnyYaml = (source: SourceFile): readonly YamlNode[] => {
  const trees: YamlNode[] = [];
  try {
    for (let from: number | undefined = 0; from !== undefined;) {
      const open = readFrom(source, from, trees);
      from = open === undefined ? undefined : nextDocument(source.text, open);
    }
  } catch (error) {
    reportFailure(source, error);
  }
  return trees;
};
