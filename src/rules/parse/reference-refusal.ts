/**
 * Why a correlation cannot count a rule that it names.
 * @module
 */
import type { Reference } from './correlation.js';
import type { CorrelationDocument, DetectionDocument, RuleDocument } from './documents.js';
import type { Finding } from './source-file.js';

/** What a correlation can count. */
export type Target = DetectionDocument | CorrelationDocument;

/** Most correlations in a chain. */
const MAX_CHAIN = 16;
/** Most rules that one rule counts, directly and through others: wide layers of correlations multiply. */
export const MAX_COUNTED_RULES = 1_000;

/** True for documents that can be counted. */
export const isTarget = (document: RuleDocument): document is Target =>
  document.kind === 'detection' || document.kind === 'correlation';

/** The rule is there, and has errors of its own. */
export const brokenReference = ({ ref }: Reference): Finding => ({
  code: 'reference.broken',
  message: `${ref} cannot be used (see its own issues)`,
  mend: 'Mend that rule first.',
});

/** Its correlations, and theirs, count too many rules. */
export const TOO_MANY: Finding = {
  code: 'reference.too-many',
  message: `more than ${String(MAX_COUNTED_RULES)} rules are counted, directly and through others`,
  mend: 'Let correlations share fewer rules.',
};

interface Question {
  readonly document: CorrelationDocument;
  readonly reference: Reference;
  readonly target: RuleDocument | undefined;
  readonly chain: readonly Target[];
  /** References of this correlation before this one. */
  readonly seen: ReadonlySet<string>;
}

/** What is wrong with a reference; undefined when it can be followed. */
export const refusalOf = ({ document, reference, target, chain, seen }: Question): Finding | undefined => {
  const { ref } = reference;
  if (target === undefined || target.kind === 'filter') {
    return {
      code: 'reference.unknown',
      message: `no rule is named ${ref}`,
      mend: 'Give the file of that rule too, or mend the name.',
    };
  }
  if (target.kind === 'broken') return brokenReference(reference);
  if (chain.includes(target) || target === document || chain.length >= MAX_CHAIN) {
    return {
      code: 'reference.cycle',
      message:
        chain.length >= MAX_CHAIN
          ? `more than ${String(MAX_CHAIN)} correlations count one another`
          : `${ref} refers back to this correlation`,
      mend: 'Break the ring: let one of them count detections only.',
    };
  }
  if (seen.has(ref)) return { code: 'reference.duplicate', message: `${ref} stands twice`, mend: 'Remove one.' };
  if (document.draft?.shape.type === 'late_count' && target.kind === 'correlation') {
    return {
      code: 'correlation.late',
      message: `${ref} is a correlation: only events arrive, firings do not`,
      mend: 'Let it count detections.',
    };
  }
  return undefined;
};
