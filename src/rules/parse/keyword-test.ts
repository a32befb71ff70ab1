/**
 * Keywords: values without a field.
 * @module
 */
import type { Test } from '../ir.js';

/** Keywords are looked for anywhere in a text, not compared with the whole of it. */
export const keywordTest = (test: Test): Test => {
  const any = { kind: 'any' } as const;
  switch (test.op) {
    case 'equals':
      return { op: 'pattern', parts: [any, { kind: 'text', text: test.value }, any], cased: test.cased };
    case 'pattern': {
      const inner = test.parts.filter((part, index) => {
        const edge = index === 0 || index === test.parts.length - 1;
        return !(edge && part.kind === 'any');
      });
      return { op: 'pattern', parts: [any, ...inner, any], cased: test.cased };
    }
    case 'number':
      return { op: 'pattern', parts: [any, { kind: 'text', text: String(test.value) }, any], cased: false };
    case 'boolean':
      return { op: 'pattern', parts: [any, { kind: 'text', text: String(test.value) }, any], cased: false };
    default:
      return test;
  }
};
