/**
 * Placeholders of the `expand` modifier: `%name%`, with `\%` for a plain percent sign.
 * @module
 */

/** Name of a placeholder (without percent signs) to its values. */
export type Placeholders = Readonly<Record<string, readonly string[]>>;

/** A placeholder without values: the rule cannot be used (Sigma: a tool must reject it). */
export class UnknownPlaceholder extends Error {
  constructor(name: string) {
    super(`no values for the placeholder %${name}%`);
  }
}

const MAX_VALUES = 10_000;
const TOKEN = /\\%|%([A-Za-z0-9_.-]+)%/g;

/**
 * Every combination of values, each as the list of its segments read by `parse`. Values of a placeholder are Sigma
 * strings themselves and may hold wildcards.
 */
export const expandPlaceholders = <T>(
  text: string,
  placeholders: Placeholders,
  parse: (segment: string) => T,
): readonly (readonly T[])[] => {
  let variants: readonly (readonly T[])[] = [[]];
  let literal = '';
  let from = 0;
  const close = (): void => {
    if (literal === '') return;
    const segment = parse(literal);
    variants = variants.map((variant) => [...variant, segment]);
    literal = '';
  };
  for (const match of text.matchAll(TOKEN)) {
    literal += text.slice(from, match.index);
    from = match.index + match[0].length;
    const name = match[1];
    if (name === undefined) {
      literal += '%';
      continue;
    }
    close();
    const values = Object.hasOwn(placeholders, name) ? placeholders[name] : undefined;
    if (values === undefined || values.length === 0) throw new UnknownPlaceholder(name);
    if (variants.length * values.length > MAX_VALUES) throw new UnknownPlaceholder(`${name} (too many combinations)`);
    const segments = values.map(parse);
    variants = variants.flatMap((variant) => segments.map((segment) => [...variant, segment]));
  }
  literal += text.slice(from);
  close();
  return variants;
};
